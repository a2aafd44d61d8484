"""The tables of each part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from .programs import PROGRAMS, Program


def _new(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _chosen(only: Sequence[str] | None) -> list[Program]:
    return [program for program in PROGRAMS if not only or program.name in only]


def time_table(folder: Path, pairs: int, slop: int | None, only: Sequence[str] | None) -> Table:
    """Run time of each program, live over plain."""
    from . import timing

    columns = ("median", "lowest", "highest", "instructions", "plain s")
    table = _new("Run time, live / gcc -O2", "program", *columns)
    medians, counts = [], []
    for program in _chosen(only):
        result = timing.compare(program, folder, pairs, slop)
        medians.append(result.median)
        spread = (result.median, min(result.ratios), max(result.ratios))
        counted = "-" if result.instructions is None else f"{result.instructions:.3f}"
        counts += [result.instructions] if result.instructions is not None else []
        times = (f"{ratio:.3f}" for ratio in spread)
        table.add_row(result.title, *times, counted, f"{min(result.plain):.3f}")
    table.add_section()
    mean = f"{timing.geometric_mean(counts):.3f}" if counts else "-"
    table.add_row("geometric mean", f"{timing.geometric_mean(medians):.3f}", "", "", mean)
    return table


def patched_table(folder: Path, pairs: int, only: Sequence[str] | None) -> Table:
    """Run time after many patches."""
    from . import patched

    title = f"Run time after {patched.PATCHES} patches / the same text started afresh"
    table = _new(title, "program", "patches", "time", "instructions")
    for program in _chosen(only):
        for row in patched.compare(program, folder, pairs):
            counted = "-" if row.instructions is None else f"{row.instructions:.3f}"
            table.add_row(row.title, row.kind, f"{row.time:.3f}", counted)
    return table


def point_table(folder: Path) -> Table:
    """Cost of an update point."""
    from . import points

    table = _new("An update point in a loop that calls a small function", "form", "ns", "ratio")
    rows = points.measure(folder)
    for row in rows:
        ratio = f"{row.nanoseconds / rows[0].nanoseconds:.2f}"
        table.add_row(row.form, f"{row.nanoseconds:.2f}", ratio)
    return table


def server_tables() -> list[Table]:
    """A server and its clients while it is patched."""
    from . import server

    result = server.measure()
    columns = ("patches", "median µs", "longest µs")
    waits = _new("From the request of a patch until it is applied", "server", "change", *columns)
    for wait in result.waits:
        figures = (f"{wait.median:.0f}", f"{wait.longest:.0f}")
        waits.add_row(wait.server, wait.patch, str(wait.patches), *figures)
    heads = ("requests", "p50 µs", "p99 µs", "longest µs")
    answers = _new("Answers of the key-value server to its clients", "when", *heads)
    for when, found in result.answers.items():
        spread = (f"{time:.0f}" for time in (found.p50, found.p99, found.longest))
        answers.add_row(when, f"{found.requests:,}", *spread)
    return [waits, answers]


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

    columns = ("live objects", "pause µs", "cell to live code s")
    table = _new("Pause of the commit", "functions changed", *columns)
    for functions, objects in ((1, 0), (1000, 0), (1, 1_000_000)):
        result = pause.measure(functions, objects)
        figures = (f"{result.microseconds:.1f}", f"{result.seconds:.2f}")
        table.add_row(f"{functions:,}", f"{objects:,}", *figures)
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
