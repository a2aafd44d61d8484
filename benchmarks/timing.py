"""Paired, interleaved runs of the plain and the live form of a program."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .host import COUNTED, Host
from .process import build_live, build_plain
from .programs import Program


@dataclass(frozen=True, slots=True)
class Ratio:
    """Run times of one program, in seconds of processor time, pair by pair.

    ``instructions``: live over plain, None without valgrind.
    """

    title: str
    plain: tuple[float, ...]
    live: tuple[float, ...]
    instructions: float | None = None

    @property
    def ratios(self) -> tuple[float, ...]:
        """Live over plain of each pair."""
        return tuple(b / a for a, b in zip(self.plain, self.live, strict=True))

    @property
    def median(self) -> float:
        """The ratio that is reported."""
        return statistics.median(self.ratios)


def geometric_mean(values: Sequence[float]) -> float:
    """The mean of ratios."""
    return math.exp(statistics.fmean(map(math.log, values)))


def compare(program: Program, folder: Path, pairs: int, slop: int | None = None) -> Ratio:
    """Time a program in both forms; each pair has fresh processes, and the order alternates.

    Where code and data lie in memory moves a time by several per cent: fresh processes sample that.
    """
    modules = (build_plain(program.path, folder), build_live(program.path, slop))
    host = Host(folder)
    times: tuple[list[float], list[float]] = ([], [])
    for pair in range(pairs):
        results = {}
        for side in (0, 1) if pair % 2 == 0 else (1, 0):
            results[side], seconds = host.run(modules[side], program.n)
            times[side].append(seconds)
        if results[0] != results[1]:
            raise AssertionError(f"{program.name}: {results[0]} plain, {results[1]} live")
    plain, live = (host.instructions(module, program.n // COUNTED) for module in modules)
    counted = live / plain if plain and live else None
    return Ratio(program.title, tuple(times[0]), tuple(times[1]), counted)
