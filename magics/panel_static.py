"""The panel without a kernel: a snapshot as text and as HTML, for saved notebooks and readers."""

from __future__ import annotations

from collections.abc import Iterator

from dsu_kernel.views.status import children_table
from dsu_kernel.views.view import Source, Table, View, table
from dsu_kernel.watching.snapshot import PendingRow, PointRow, Snapshot, Step, TypeRow

DOING = {
    "empty": "no program yet",
    "idle": "not running",
    "running": "running",
    "ended": "the process has ended",
}


def panel_view(shot: Snapshot) -> View:
    """All that the panel shows."""
    if shot.doing == "empty":
        return View("no program yet; define one with %%dsu_c", (), shot)
    return View(headline(shot), tuple(_parts(shot)), shot)


def headline(shot: Snapshot) -> str:
    """What the program is and does, in one line."""
    name = f"{shot.session}: " if shot.session else ""
    parts = [f"{name}v{shot.version}, {DOING[shot.doing]}"]
    if shot.pending is not None:
        what = "is held back" if shot.pending.held else "waits for a safe moment"
        parts.append(f"v{shot.pending.version} {what}")
    elif shot.holding:
        parts.append("patches are held back")
    return "; ".join(parts)


def _parts(shot: Snapshot) -> Iterator[str | Table | Source]:
    if shot.ended:
        yield shot.ended
    if shot.pending is not None:
        yield from _pending(shot.pending)
    children = children_table(shot.children, shot.version)
    tables = (_timeline(shot), _functions(shot), _types(shot), _threads(shot), children)
    yield from (part for part in tables if part.rows)
    yield from _sources(shot)
    yield from shot.omitted


def _pending(pending: PendingRow) -> Iterator[str]:
    yield f"v{pending.version} ({pending.unit}) {pending.summary}"
    yield from (f"waiting: {row.reason}" for row in pending.reasons)
    if pending.losses:
        yield "not carried over: " + ", ".join(pending.losses)


def _timeline(shot: Snapshot) -> Table:
    columns = (
        "version, unit, state, change, waited, waited for, applied at, pause, objects converted"
    )
    rows = (
        (
            f"v{step.version}",
            step.unit,
            step.state,
            step.summary,
            _seconds(step),
            "\n".join(step.waited_for),
            step.where,
            "" if step.pause_us is None else f"{step.pause_us:.0f} µs",
            "" if step.converted is None else step.converted,
        )
        for step in shot.timeline
    )
    return table("Timeline", columns, rows)


def _seconds(step: Step) -> str:
    return "" if step.waited_s is None else f"{step.waited_s:.3f} s"


def _functions(shot: Snapshot) -> Table:
    rows = (
        (
            row.prototype,
            f"v{row.version}",
            f"{row.unit}:{row.line}",
            "old code on the stack: " + ", ".join(f"v{old}" for old in row.old)
            if row.old
            else "on the stack"
            if row.active
            else "",
        )
        for row in shot.functions
    )
    return table("Functions", "function, version, place, now", rows)


def _types(shot: Snapshot) -> Table:
    columns = "type, version, may change, reason, bytes, slop, converted, remaining"
    rows = (
        (
            row.name,
            f"v{row.version}",
            row.wrappability,
            _why(row),
            "" if row.size is None else row.size,
            "outgrown" if row.outgrown else "" if row.slop is None else row.slop,
            row.converted,
            "" if row.remaining is None else row.remaining,
        )
        for row in shot.types
    )
    return table("Types", columns, rows)


def _why(row: TypeRow) -> str:
    return f"{row.reason} ({row.unit}:{row.line})" if row.unit else row.reason


def _threads(shot: Snapshot) -> Table:
    rows = (
        (
            row.thread,
            row.state,
            f"{row.unit}:{row.line} in {row.function}" if row.unit else "",
            " < ".join(f"{f.function} v{f.version}{' (old)' if f.old else ''}" for f in row.stack),
        )
        for row in shot.threads
    )
    return table("Threads", "thread, state, seen at, stack", rows)


def _sources(shot: Snapshot) -> Iterator[Source]:
    for source in shot.sources:
        points: dict[int, list[PointRow]] = {}
        for point in shot.points:
            if point.unit == source.unit:
                points.setdefault(point.line, []).append(point)
        if points:
            yield Source(f"{source.unit}, with its update points", _annotated(source.text, points))


def _annotated(text: str, points: dict[int, list[PointRow]]) -> str:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        lines.append(f"{number:4}  {line}".rstrip())
        lines += [f"    ^ {_point(point)}" for point in points.get(number, ())]
    return "\n".join(lines)


def _point(point: PointRow) -> str:
    kind = "blocking call" if point.region else "update point"
    names = ", ".join(point.restricted) or "nothing: any change is safe"
    verdict = {"": "", "now": "; the patch may come here", "later": "; the patch waits here"}
    return f"{kind}, may not change: {names}{verdict[point.verdict]}"
