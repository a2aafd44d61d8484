"""Measure everything, or what is named, and print tables."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import tables
from .browser import browser_tables
from .watching import watching_table

PARTS = ("time", "patched", "points", "server", "latency", "pause", "conversion", "memory")
BESIDES = ("watching", "browser")  # when they are named: the second one needs a browser


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS + BESIDES)}")
    parser.add_argument("--pairs", type=int, default=7, help="runs of each program in each form")
    parser.add_argument("--slop", type=int, help="bytes that each struct may grow in place")
    parser.add_argument("--only", action="append", help="a program's name")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS + BESIDES)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        for part in options.parts or PARTS:
            for table in _tables(part, Path(folder), options):
                console.print(table)


def _tables(part: str, folder: Path, options: argparse.Namespace) -> Sequence[Table]:
    match part:
        case "time":
            return [tables.time_table(folder, options.pairs, options.slop, options.only)]
        case "patched":
            return [tables.patched_table(folder, options.pairs, options.only)]
        case "points":
            return [tables.point_table(folder)]
        case "server":
            return tables.server_tables()
        case "latency":
            return [tables.latency_table()]
        case "pause":
            return [tables.pause_table()]
        case "conversion":
            return [tables.conversion_table()]
        case "watching":
            return [watching_table(options.pairs)]
        case "browser":
            return browser_tables(20)
        case _:
            return [tables.memory_table(folder)]


if __name__ == "__main__":
    main()
