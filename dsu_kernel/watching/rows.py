"""The rows of a snapshot, from what is known of a program and seen of its process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from dsu_kernel.live.threads import ThreadSight
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.verdict import Moment
from dsu_kernel.program.info import FunctionInfo, PointInfo, TimelineEntry
from dsu_kernel.updating import report
from dsu_kernel.watching.snapshot import (
    FunctionRow,
    PendingRow,
    PointRow,
    ReasonRow,
    StackRow,
    ThreadRow,
    TypeRow,
)


def taken_over(info: FunctionInfo | PointInfo | TimelineEntry) -> dict[str, Any]:
    """What a row takes over from a record; the rest is added to it."""
    return {field.name: getattr(info, field.name) for field in fields(info)}


def point_rows(now: InForce) -> tuple[PointRow, ...]:
    """The update points of a version."""
    return tuple(PointRow(**taken_over(point)) for point in report.points(now))


def with_verdicts(points: tuple[PointRow, ...], pending: Patch | None) -> tuple[PointRow, ...]:
    """Say of each point whether the patch that waits can be applied there."""
    if pending is None:
        return points
    known: dict[tuple[str, int, str], Moment] = {
        (m.unit, m.line, m.function): m for m in pending.moments
    }
    found = []
    for point in points:
        moment = known.get((point.unit, point.line, point.function))
        if moment is None:
            found.append(point)
        else:
            found.append(replace(point, verdict=moment.when, because=moment.names))
    return tuple(found)


def pending_row(patch: Patch) -> PendingRow:
    """The patch that waits."""
    verdicts = patch.verdicts
    return PendingRow(
        patch.version,
        patch.unit,
        patch.summary,
        patch.requested,
        patch.kept_back,
        tuple(
            ReasonRow(
                v.reason,
                v.help,
                v.place.unit if v.place else "",
                v.place.line if v.place else 0,
            )
            for v in verdicts
        ),
        patch.losses,
    )


def thread_rows(
    threads: Iterable[ThreadSight], functions: tuple[FunctionInfo, ...]
) -> tuple[ThreadRow, ...]:
    """The threads with their stacks; a frame is old where a newer body is in force."""
    newest = {function.name: function.version for function in functions}
    found = []
    for sight in threads:
        stack = tuple(
            StackRow(
                frame.function,
                frame.version,
                frame.unit,
                frame.line,
                frame.version is not None and frame.version < newest.get(frame.function, 1 << 30)
                if frame.function in newest
                else False,
            )
            for frame in sight.frames
        )
        point = sight.point
        found.append(
            ThreadRow(
                sight.thread,
                sight.state,
                point.unit if point else "",
                point.line if point else 0,
                point.function if point else "",
                stack,
            )
        )
    return tuple(found)


def function_rows(
    functions: Iterable[FunctionInfo], threads: tuple[ThreadRow, ...]
) -> tuple[FunctionRow, ...]:
    """The functions, each with the versions of it that are on a stack."""
    active: dict[str, set[int]] = {}
    for thread in threads:
        for frame in thread.stack:
            if frame.version is not None:
                active.setdefault(frame.function, set()).add(frame.version)
    found = []
    for f in functions:
        versions = tuple(sorted(active.get(f.name, ())))
        old = tuple(version for version in versions if version < f.version)
        found.append(FunctionRow(**taken_over(f), active=versions, old=old))
    return tuple(found)


def type_rows(
    now: InForce, live: Mapping[str, Any], remaining: Mapping[str, int]
) -> tuple[TypeRow, ...]:
    """The struct types, with what is left of their older versions."""
    found = []
    wrapped = {key.spelling: value for key, value in now.image.types.items()}
    for info in report.types(now, live):
        known = wrapped.get(info.name)
        outgrown = known.current.outgrown if known else False
        used = None if known is None or outgrown else known.current.layout.size
        found.append(
            TypeRow(
                info.name,
                info.size,
                used,
                info.slop,
                outgrown,
                info.wrappability,
                info.reason,
                info.place.unit if info.place else "",
                info.place.line if info.place else 0,
                info.versions - 1,
                info.converted,
                remaining.get(info.name),
                info.faults,
            )
        )
    return tuple(found)
