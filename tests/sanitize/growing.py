"""A program is given a large member in each of its structs before its main function runs.

Its first version is loaded, with its static objects; then the patch that makes all wrapped types
outgrow their room; then it runs, and must do what gcc's build of the grown text does.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from program_corpus import CProgram
from program_runs import LIBS, build_plain, run
from sanitizing import CFLAGS_SANITIZED, TIMEOUT, Sanitized, parted

from dsu_kernel.cfront.model import RecordDef
from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.engine.execute import read_program
from dsu_kernel.patch.plan import InForce
from dsu_kernel.toolchain.compiler import Compiler

MEMBER = " long grown_[8];"
# Pinned types must not outgrow their room: so much they get instead.
ROOM = 96
# What braces may not be looked for in.
_OPAQUE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|^[ \t]*#(?:[^\n\\]|\\.)*""",
    re.DOTALL | re.MULTILINE,
)


class NotGrownError(Exception):
    """The program has no type that can grow, or the text of one is beyond this module."""


def grown(text: str, records: Iterable[RecordDef]) -> str:
    """Return the text with ``MEMBER`` at the end of each of these records (defined in it)."""
    plain = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    ends = {_end(plain, starts[r.place.line - 1] + r.place.column - 1) for r in records}
    for end in sorted(ends - {None}, reverse=True, key=int):  # type: ignore[arg-type]
        # gcc lets pass that the last member lacks its semicolon.
        lacks = "" if plain[:end].rstrip()[-1:] in ";{" else ";"
        text = f"{text[:end]}{lacks}{MEMBER}{text[end:]}"
    return text


def _end(plain: str, start: int) -> int | None:
    """Return where the record's last brace is; None for text that a macro made."""
    head = re.compile(r"[^;{}]*\{").match(plain, start)
    depth = 0
    for at in range(head.end() - 1 if head else len(plain), len(plain)):
        depth += {"{": 1, "}": -1}.get(plain[at], 0)
        if depth == 0:
            return at
    return None


class Grower:
    """Builds one program at both versions in a folder of its own."""

    def __init__(self, program: CProgram, folder: Path, slop: int) -> None:
        self._engine = Engine(Compiler((*CFLAGS_SANITIZED, *LIBS)), slop)
        self._watch = Stopwatch()
        root = program.files[0].parent if len(program.files) == 1 else _root(program.files)
        shutil.copytree(root, folder, dirs_exist_ok=True)
        self.program = replace(
            program, files=tuple(folder / file.relative_to(root) for file in program.files)
        )

    def modules(self) -> list[Path]:
        """Return both modules; the files have the grown text then. Raises NotGrownError."""
        first = read_program([str(file) for file in self.program.files])
        version = self._engine.version(first, 0, self._watch)
        now, module = self._engine.first(version, self._watch)
        old = self._engine.build(module, self._watch).path
        self._write(now)
        second = read_program([str(file) for file in self.program.files])
        plan = self._engine.plan(now, self._engine.version(second, 1, self._watch), {}, self._watch)
        if plan.refusals or plan.module is None:
            raise NotGrownError("; ".join(map(str, plan.refusals)) or "nothing to grow")
        return [old, self._engine.build(plan.module, self._watch).path]

    def _write(self, now: InForce) -> None:
        for file in self.program.files:
            found = {
                record
                for unit in now.version.units
                for key, record in unit.records.items()
                if key in now.image.types and record.place.unit == str(file)
            }
            text = file.read_bytes().decode("utf-8", "surrogateescape")
            file.write_bytes(grown(text, found).encode("utf-8", "surrogateescape"))

    def plain(self, binary: Path) -> Sanitized:
        """Run what gcc makes of the grown text."""
        try:
            build_plain(self.program, binary, CFLAGS_SANITIZED)
        except subprocess.CalledProcessError as error:
            raise NotGrownError(f"not grown well: {error.stderr[:200]}") from error
        return parted(run([str(binary)], self.program, timeout=TIMEOUT))

    def updated(self, host: Path, modules: list[Path]) -> Sanitized:
        """Run the program after the patch."""
        words = [str(host), str(len(modules)), *map(str, modules)]
        return parted(run(words, self.program, executable=str(host), timeout=TIMEOUT))


def _root(files: tuple[Path, ...]) -> Path:
    shared = files[0].parent
    while not all(file.is_relative_to(shared) for file in files):
        shared = shared.parent
    return shared
