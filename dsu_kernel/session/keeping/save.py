"""Saves a session: the program as plain C, its patches as text, and a notebook that repeats it."""

from __future__ import annotations

from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.session.journal import Loaded
from dsu_kernel.session.keeping import history, plain
from dsu_kernel.session.keeping.notebook import notebook
from dsu_kernel.session.live_program import LiveProgram

_README = """\
# A live C session

- `program/`: the newest text as plain C; `make -C program`. Its `dsu.h` makes update points do
  nothing.
- `patches/`: for each version its difference to the one before, and what was said about it.
- `session.ipynb`: does all of it again, live.
{versions}"""
_VERSIONS = "- `versions/`: the files of each version, which the notebook loads.\n"


def save(session: LiveProgram, folder: str | Path) -> tuple[Path, ...]:
    """Write a session to a folder that is new or empty; returns the files.

    Raises DsuError when there is no program, or something is in the folder already.
    """
    version, programs = session.texts()
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DsuError(f"{target} exists and is not empty; give another folder")
    writer = _Folder(target)
    loads = [entry for entry in session.journal if isinstance(entry, Loaded)]
    texts = history.files_by_version(session.journal).get(version.number, {})
    names = []
    for name, text in plain.plain_files(version, texts):
        names.append(name)
        writer.write(f"program/{name}", text)
    writer.write(f"program/{plain.HEADER}", plain.header())
    writer.write("program/Makefile", plain.makefile(version, names, session.cflags))
    for number, diff, told in history.patches(session.journal, programs, session.timeline):
        writer.write(f"patches/v{number}.diff", diff)
        writer.write(f"patches/v{number}.txt", session.words.told(told))
    _versions(writer, loads)
    writer.write("session.ipynb", notebook(session.journal, session.cflags))
    writer.write("README.md", _README.format(versions=_VERSIONS if loads else ""))
    return tuple(writer.files)


class _Folder:
    """Writes files below one folder and remembers them."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self.files: list[Path] = []

    def write(self, name: str, text: str) -> None:
        path = self._top / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise DsuError(f"{path}: {error.strerror}") from error
        self.files.append(path)


def _versions(writer: _Folder, loads: list[Loaded]) -> None:
    for load in loads:
        if load.patch.state in ("applied", "empty", "pending"):
            names = plain.relative(list(load.texts))
            for path, text in load.texts.items():
                writer.write(f"versions/v{load.patch.version}/{names[path]}", text)
