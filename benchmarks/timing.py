"""Paired, interleaved runs of the plain and the live form of a program."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsu_kernel import Session

from .plain import PlainProcess, build
from .programs import Program


@dataclass(frozen=True, slots=True)
class Ratio:
    """Run times of one program, in seconds, pair by pair."""

    title: str
    plain: tuple[float, ...]
    live: tuple[float, ...]

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
    library = build(program.path, folder)
    plain, live = [], []
    for pair in range(pairs):
        process = PlainProcess(library)
        with Session(slop=slop) as session:
            session.load(program.path)

            def run_plain(process: PlainProcess = process) -> int:
                return process.call("run", program.n)

            def run_live(session: Session = session) -> int:
                return int(session.call("run", program.n))

            run_once = process.call("run", 1), session.call("run", 1)  # warms both up
            assert run_once[0] == run_once[1], run_once
            first, second = (run_plain, run_live) if pair % 2 == 0 else (run_live, run_plain)
            (x, time_x), (y, time_y) = timed(first), timed(second)
            if x != y:
                raise AssertionError(f"{program.name}: results differ: {x} and {y}")
            plain.append(time_x if pair % 2 == 0 else time_y)
            live.append(time_y if pair % 2 == 0 else time_x)
        process.close()
    return Ratio(program.title, tuple(plain), tuple(live))


def timed(action: Callable[[], int]) -> tuple[int, float]:
    """The result of an action, and the seconds it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start
