"""The FTP server of the slides in nine versions: v0 is whole, each later one a diff.

``ftpd`` here is a link to ``tests/programs/ftpd``; a wheel has the files. Needs nothing but the
standard library, so that tests, notebooks and benchmarks can use it::

    for version in versions():
        session.state(version.state)
        for type_name, text in version.transforms.items():
            session.transform(type_name, text)
        patch = session.load(*version.write(folder))

Write every version to the same folder: a unit is known by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).parent / "ftpd"

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class FtpVersion:
    """One version: all its files by name, and what a patch from the one before it needs.

    ``diff`` is the text of the step from that one, "" for the first.
    """

    number: int
    description: str
    files: Mapping[str, str]
    state: str = ""
    transforms: Mapping[str, str] = field(default_factory=dict)
    diff: str = ""

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the files; returns the C files among them."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text)
        return tuple(folder / name for name in sorted(self.files) if name.endswith(".c"))


@dataclass(frozen=True, slots=True)
class _Step:
    description: str
    state: str = ""
    transforms: Mapping[str, str] = field(default_factory=dict)


_STEPS = (
    _Step("many clients, one event loop"),
    _Step("statistics in clientState, an error check in sendFile"),
    _Step("reply() takes a format: a new prototype"),
    _Step("new commands STAT and MDTM"),
    _Step("the command table knows the usage of commands, for HELP and for checks"),
    _Step(
        "no more clients than there is room for: a new global, counted at the update",
        state="for (struct clientState *c = clients; c; c = c->next) connected++;",
    ),
    _Step(
        "idle clients are dropped: a new local in the event loop",
        transforms={"clientState": "xout->heard = time(0);"},
    ),
    _Step(
        "bug fix: CWD does not leave the root directory, and who had left it is back",
        state="for (struct clientState *c = clients; c; c = c->next) normalise(c->directory);",
    ),
    _Step("files beyond 2 GiB, REST, and SITE LIMIT for slow transfers"),
)


def versions() -> tuple[FtpVersion, ...]:
    """Return all versions, in order."""
    files = {path.name: path.read_text() for path in sorted((SOURCES / "v0").iterdir())}
    found = []
    for number, step in enumerate(_STEPS):
        diff = (SOURCES / f"v{number}.diff").read_text() if number else ""
        files = patched(files, diff)
        found.append(FtpVersion(number, step.description, files, step.state, step.transforms, diff))
    return tuple(found)


def patched(files: Mapping[str, str], diff: str) -> dict[str, str]:
    """Apply a unified diff; every line of context has to match."""
    result = dict(files)
    for name, hunks in _by_file(diff):
        before = files[name].splitlines(keepends=True)
        after: list[str] = []
        done = 0
        for start, lines in hunks:
            after += before[done : start - 1]
            old = [line[1:] for line in lines if line[0] in " -"]
            done = start - 1 + len(old)
            if before[start - 1 : done] != old:
                raise ValueError(f"{name}:{start}: the diff does not fit")
            after += [line[1:] for line in lines if line[0] in " +"]
        result[name] = "".join(after + before[done:])
    return result


def _by_file(diff: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    for part in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        hunks: list[tuple[int, list[str]]] = []
        for line in lines[2:]:
            begins = _HUNK.match(line)
            if begins:
                hunks.append((int(begins[1]), []))
            else:
                hunks[-1][1].append(line)
        yield lines[0].strip(), hunks
