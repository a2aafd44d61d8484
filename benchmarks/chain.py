"""Programs with a history: the same text after many patches, and started afresh."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.model import Program, Unit, Version
from dsu_kernel.toolchain.compiler import Compiler

from .process import Module

Edit = Callable[[str, int, frozenset[str]], str]
"""Makes patch number k of a text: (text, k, names of the structs that may change)."""

_FUNCTION = re.compile(r"^(\w[^;{}#]*\)\n\{\n)", re.MULTILINE)
_STRUCT = re.compile(r"^struct (\w+) \{\n.*?^\}", re.MULTILINE | re.DOTALL)


def bodies(text: str, k: int, types: frozenset[str]) -> str:
    """Change the body of every function."""
    return _FUNCTION.sub(rf"\1    (void){k};\n", text)


def growth(text: str, k: int, types: frozenset[str]) -> str:
    """Give every struct k more fields of four bytes."""
    return _added(text, k, types, "    int grown{};\n")


def outgrowth(text: str, k: int, types: frozenset[str]) -> str:
    """Give every struct k more fields of 16 bytes."""
    return _added(text, k, types, "    long grown{}[2];\n")


def _added(text: str, k: int, types: frozenset[str], field: str) -> str:
    fields = "".join(field.format(i) for i in range(k))

    def grown(match: re.Match[str]) -> str:
        return match[0][:-1] + fields + "}" if match[1] in types else match[0]

    return _STRUCT.sub(grown, text)


EDITS: Mapping[str, Edit] = {"bodies": bodies, "growth": growth, "outgrown": outgrowth}


class Chain:
    """Builds the modules of one program's successive versions."""

    def __init__(self, source: Path, slop: int = 0) -> None:
        self._name, self._text = source.stem, source.read_text("utf-8")
        self._compiler = Compiler()
        self._engine = Engine(self._compiler, slop)

    @property
    def runtime(self) -> str:
        """The runtime's library."""
        return str(self._compiler.runtime().library)

    @cached_property
    def types(self) -> frozenset[str]:
        """The tags of the structs of the text that may change in every way."""
        now, _ = self._first(self._text)
        written = {match[1] for match in _STRUCT.finditer(self._text)}
        return frozenset(
            key.tag for key, t in now.image.types.items() if key.tag in written and not t.pinned
        )

    def fresh(self, text: str) -> Module:
        """Return the first version of a program with this text."""
        return Module(self._first(text)[1], self.runtime)

    def patched(self, edit: Edit, patches: int) -> tuple[Module, str]:
        """Return the program after so many patches, and the text that it then has."""
        now, first = self._first(self._text)
        paths, text = [], self._text
        for k in range(1, patches + 1):
            text = edit(self._text, k, self.types)
            now, path = self._next(now, text, k)
            paths.append(path)
        return Module(first, self.runtime, tuple(paths)), text

    def _version(self, text: str, number: int, watch: Stopwatch) -> Version:
        program = Program((Unit(self._name, text, self._name),))
        return self._engine.version(program, number, watch)

    def _first(self, text: str) -> tuple[InForce, Path]:
        watch = Stopwatch()
        now, module = self._engine.first(self._version(text, 0, watch), watch)
        return now, self._engine.build(module, watch).path

    def _next(self, now: InForce, text: str, number: int) -> tuple[InForce, Path]:
        watch = Stopwatch()
        plan = self._engine.plan(now, self._version(text, number, watch), {}, watch)
        if plan.refusals or plan.module is None:
            raise AssertionError(f"{self._name}, patch {number}: {plan.refusals or 'no change'}")
        return plan.after, self._engine.build(plan.module, watch).path
