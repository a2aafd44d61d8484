"""Run time after patches in a row against the newest text started afresh."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path

from .chain import EDITS, Chain
from .host import COUNTED, Host
from .process import Module
from .programs import Program

PATCHES = 13
_ROOM = 4
_SLOP = {"growth": 4 * PATCHES + _ROOM}
"""Afterwards ``_ROOM`` is left: started afresh with that, objects have the same size."""


@dataclass(frozen=True, slots=True)
class Patched:
    """Patched over fresh: medians of paired times, and instructions (None without valgrind)."""

    title: str
    kind: str
    time: float
    instructions: float | None


def compare(program: Program, folder: Path, pairs: int) -> list[Patched]:
    """Measure one program after patches of each kind that it has something for."""
    host = Host(folder)
    found = []
    for kind, edit in EDITS.items():
        chain = Chain(program.path, _SLOP.get(kind, 0))
        if kind != "bodies" and not chain.types:
            continue
        patched, text = chain.patched(edit, PATCHES)
        fresh = Chain(program.path, _ROOM if kind in _SLOP else 0).fresh(text)
        found.append(_compare(program, kind, host, patched, fresh, pairs))
    return found


def _compare(
    program: Program, kind: str, host: Host, patched: Module, fresh: Module, pairs: int
) -> Patched:
    ratios = []
    for pair in range(pairs):
        times = {}
        for side in (patched, fresh) if pair % 2 == 0 else (fresh, patched):
            result, times[side] = host.run(side, program.n)
        ratios.append(times[patched] / times[fresh])
        assert result, program.name
    after, before = (host.instructions(m, program.n // COUNTED) for m in (patched, fresh))
    counted = after / before if before else None
    return Patched(program.title, kind, statistics.median(ratios), counted)
