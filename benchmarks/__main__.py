"""Measure everything, or what is named, and print tables."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .programs import PROGRAMS

PARTS = ("time", "latency", "pause", "conversion", "memory")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--pairs", type=int, default=7, help="runs of each program in each form")
    parser.add_argument("--slop", type=int, help="bytes that each struct may grow in place")
    parser.add_argument("--only", action="append", help="a program's name")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        for part in options.parts or PARTS:
            console.print(_table(part, Path(folder), options))


def _table(part: str, folder: Path, options: argparse.Namespace) -> Table:
    match part:
        case "time":
            return time_table(folder, options.pairs, options.slop, options.only)
        case "latency":
            return latency_table()
        case "pause":
            return pause_table()
        case "conversion":
            return conversion_table()
        case _:
            return memory_table(folder)


def time_table(folder: Path, pairs: int, slop: int | None, only: list[str] | None) -> Table:
    """Run time of each program, live over plain."""
    from . import timing

    table = _new("Run time, live / gcc -O2", "program", "median", "lowest", "highest", "plain s")
    medians = []
    for program in PROGRAMS:
        if only and program.name not in only:
            continue
        result = timing.compare(program, folder, pairs, slop)
        medians.append(result.median)
        spread = (result.median, min(result.ratios), max(result.ratios))
        table.add_row(result.title, *(f"{r:.3f}" for r in spread), f"{min(result.plain):.3f}")
    table.add_section()
    table.add_row("geometric mean", f"{timing.geometric_mean(medians):.3f}")
    return table


def latency_table() -> Table:
    """Cell to live code, by stage."""
    from . import latency

    result = latency.measure()
    table = _new(f"One function edited in {result.lines} lines", "stage", "median ms")
    for stage, milliseconds in result.stages.items():
        table.add_row(stage, f"{milliseconds:.1f}")
    table.add_section()
    table.add_row("cell to live code", f"{result.total:.1f}")
    return table


def pause_table() -> Table:
    """Pause of the commit."""
    from . import pause

    table = _new("Pause of the commit", "functions changed", "live objects", "µs")
    for functions, objects in ((1, 0), (1000, 0), (1, 1_000_000)):
        result = pause.measure(functions, objects)
        table.add_row(f"{functions:,}", f"{objects:,}", f"{result.microseconds:.1f}")
    return table


def conversion_table() -> Table:
    """Lazy conversion."""
    from . import conversion

    table = _new("Lazy conversion of 1,000,000 objects", "objects", "ns each", "ns of later uses")
    for in_place in (True, False):
        for shuffled in (False, True):
            result = conversion.measure(shuffled, in_place)
            figures = (f"{result.first_use:.1f}", f"{result.later_use:.1f}")
            table.add_row(f"{result.where}, {result.order}", *figures)
    return table


def memory_table(folder: Path) -> Table:
    """Memory of objects."""
    from . import memory

    table = _new("Heap for each object", "object", "plain bytes", "live bytes", "ratio")
    for result in memory.measure(folder):
        ratio = f"{result.live / result.plain:.2f}"
        table.add_row(result.shape, f"{result.plain:.1f}", f"{result.live:.1f}", ratio)
    return table


def _new(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


if __name__ == "__main__":
    main()
