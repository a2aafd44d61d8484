"""The corpus of C programs in ``tests/programs``: what there is and how each program is run.

A program is ``FEATURE/NAME.c``, with ``NAME.args`` (one argument a line) and ``NAME.in`` (standard
input) beside it where it needs them, or a folder ``multi/NAME`` with several C files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "programs"
MULTI = "multi"


@dataclass(frozen=True, slots=True)
class CProgram:
    """One program: its C files and what it is run with."""

    name: str
    files: tuple[Path, ...]
    args: tuple[str, ...] = ()
    stdin: bytes = b""

    @property
    def sources(self) -> tuple[Path, ...]:
        """All files that decide what the program does, headers included."""
        folders = {file.parent for file in self.files}
        return (*self.files, *sorted({h for folder in folders for h in folder.rglob("*.h")}))

    @property
    def writes_stderr(self) -> bool:
        """Whether standard error is part of what the program does."""
        return any(b"stderr" in file.read_bytes() for file in self.files)


def programs() -> tuple[CProgram, ...]:
    """Every program of the corpus, in the order of names."""
    single = [
        _program(str(file.relative_to(ROOT).with_suffix("")), file.with_suffix(""), (file,))
        for file in ROOT.glob("*/*.c")
        if file.parent.name != MULTI
    ]
    several = [
        _program(f"{MULTI}/{folder.name}", folder / folder.name, tuple(sorted(folder.rglob("*.c"))))
        for folder in (ROOT / MULTI).iterdir()
        if folder.is_dir()
    ]
    return tuple(sorted([*single, *several], key=lambda program: program.name))


def alone() -> tuple[CProgram, ...]:
    """Programs of one file that tell nothing of its name, and need no input."""
    return tuple(
        each
        for each in programs()
        if len(each.files) == 1
        and not each.stdin
        and not each.args
        and b"__FILE__" not in each.files[0].read_bytes()
    )


def program(name: str) -> CProgram:
    """The program of this name."""
    return next(each for each in programs() if each.name == name)


def _program(name: str, base: Path, files: tuple[Path, ...]) -> CProgram:
    args, stdin = base.with_suffix(".args"), base.with_suffix(".in")
    return CProgram(
        name,
        files,
        tuple(args.read_text().splitlines()) if args.exists() else (),
        stdin.read_bytes() if stdin.exists() else b"",
    )
