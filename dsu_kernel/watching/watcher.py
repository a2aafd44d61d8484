"""From a session to snapshots: what a version settles is kept, what moves is asked each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from dsu_kernel.live.errors import LiveError
from dsu_kernel.live.threads import ThreadSight
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.verdict import Moment
from dsu_kernel.program.image import Image
from dsu_kernel.program.info import FunctionInfo, PointInfo, TimelineEntry
from dsu_kernel.session import Session
from dsu_kernel.session.inspection import Glance
from dsu_kernel.updating import report
from dsu_kernel.watching.remaining import Remaining
from dsu_kernel.watching.snapshot import (
    Doing,
    FunctionRow,
    PendingRow,
    PointRow,
    ReasonRow,
    Snapshot,
    SourceText,
    StackRow,
    Step,
    ThreadRow,
    TypeRow,
)

SHOWN = 400
"""Functions, types, points and steps of the timeline each; more is counted, not shown."""
SHOWN_CHILDREN = 50
SHOWN_TEXT = 200_000
"""Characters of source."""


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What stays as it is while one version is in force."""

    now: InForce
    functions: tuple[FunctionInfo, ...]
    points: tuple[PointRow, ...]
    sources: tuple[SourceText, ...]


class Watcher:
    """Takes snapshots of a session. For one thread at a time."""

    def __init__(self, session: Session, name: str = "") -> None:
        self._session = session
        self._name = name
        self._settled: Settled | None = None
        self._remaining = Remaining(session)
        self._converted: dict[int, int] = {}  # by version; outlives the process

    def snapshot(self) -> Snapshot:
        """The session now."""
        glance = self._session.glance()
        if glance.now is None:
            return Snapshot(session=self._name, holding=glance.holding)
        settled = self._settle(glance.now)
        live, threads = _look(glance)
        self._converted.update(_converted(glance.now.image, live))
        rows = _thread_rows(threads, settled.functions)
        process = glance.process
        children = process.children() if process is not None else ()
        shot = Snapshot(
            session=self._name,
            doing=_doing(glance),
            ended=str(process.exit) if process is not None and process.exit else "",
            version=glance.now.version.number,
            pid=process.pid if process is not None and process.alive else None,
            holding=glance.holding,
            pending=_pending_row(glance.pending) if glance.pending else None,
            timeline=tuple(self._step(entry) for entry in glance.timeline[-SHOWN:]),
            versions=glance.versions[-SHOWN:],
            functions=_function_rows(settled.functions[:SHOWN], rows),
            types=_type_rows(glance.now, live, self._remaining.counts(glance.now))[:SHOWN],
            sources=settled.sources,
            points=_with_verdicts(settled.points, glance.pending)[:SHOWN],
            threads=rows,
            children=children[:SHOWN_CHILDREN],
            omitted=_omitted(settled, glance, len(children)),
        )
        return self._for_readers(shot)

    def _for_readers(self, shot: Snapshot) -> Snapshot:
        """The same with words instead of the names of taken-apart loops."""
        words = self._session.words
        if not words.origins:
            return shot
        functions = (
            replace(f, prototype=words.prototype(f.name, f.prototype)) for f in shot.functions
        )
        worded = _worded(replace(shot, functions=tuple(functions), sources=()), words.told)
        return replace(worded, sources=shot.sources)

    def _settle(self, now: InForce) -> Settled:
        known = self._settled
        if known is None or known.now is not now:
            known = Settled(now, report.functions(now), _point_rows(now), _sources(now))
            self._settled = known
        return known

    def _step(self, entry: TimelineEntry) -> Step:
        applied = entry.state == "applied"
        return Step(
            **_fields(entry), converted=self._converted.get(entry.version) if applied else None
        )


T = TypeVar("T")


def _fields(info: FunctionInfo | PointInfo | TimelineEntry) -> dict[str, Any]:
    """What a row takes over from a record; the rest is added to it."""
    return {field.name: getattr(info, field.name) for field in fields(info)}


def _worded(value: T, told: Callable[[str], str]) -> T:
    """A record with another text for each text in it."""
    if isinstance(value, str):
        return cast(T, told(value))
    if isinstance(value, tuple):
        return cast(T, tuple(_worded(each, told) for each in value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _worded(getattr(value, f.name), told) for f in fields(value)}
        return cast(T, replace(value, **parts))
    return value


def _doing(glance: Glance) -> Doing:
    if glance.process is None or not glance.process.alive:
        return "ended"
    return "running" if glance.running else "idle"


def _look(glance: Glance) -> tuple[Mapping[str, Any], tuple[ThreadSight, ...]]:
    """Ask the live process; it may end meanwhile."""
    process = glance.process
    if process is not None and process.alive:
        with suppress(LiveError):
            return process.describe(), process.look()
    return {}, ()


def _omitted(settled: Settled, glance: Glance, children: int) -> tuple[str, ...]:
    assert glance.now is not None
    units = glance.now.version.program.units
    counts = {
        "functions": len(settled.functions) - SHOWN,
        "child processes": children - SHOWN_CHILDREN,
        "update points": len(settled.points) - SHOWN,
        "steps of the timeline": len(glance.timeline) - SHOWN,
        "units": len(units) - len(settled.sources),
    }
    return tuple(f"{number} more {what}" for what, number in counts.items() if number > 0)


# ---- text ----


def _sources(now: InForce) -> tuple[SourceText, ...]:
    found, room = [], SHOWN_TEXT
    for unit in now.version.program.units:
        room -= len(unit.text)
        if room < 0:
            break
        found.append(SourceText(unit.label, unit.text))
    return tuple(found)


def _point_rows(now: InForce) -> tuple[PointRow, ...]:
    return tuple(PointRow(**_fields(point)) for point in report.points(now))


def _with_verdicts(points: tuple[PointRow, ...], pending: Patch | None) -> tuple[PointRow, ...]:
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


# ---- what moves ----


def _pending_row(patch: Patch) -> PendingRow:
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


def _thread_rows(
    threads: Iterable[ThreadSight], functions: tuple[FunctionInfo, ...]
) -> tuple[ThreadRow, ...]:
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


def _function_rows(
    functions: Iterable[FunctionInfo], threads: tuple[ThreadRow, ...]
) -> tuple[FunctionRow, ...]:
    active: dict[str, set[int]] = {}
    for thread in threads:
        for frame in thread.stack:
            if frame.version is not None:
                active.setdefault(frame.function, set()).add(frame.version)
    found = []
    for f in functions:
        versions = tuple(sorted(active.get(f.name, ())))
        old = tuple(version for version in versions if version < f.version)
        found.append(FunctionRow(**_fields(f), active=versions, old=old))
    return tuple(found)


def _type_rows(
    now: InForce, live: Mapping[str, Any], remaining: Mapping[str, int]
) -> tuple[TypeRow, ...]:
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


def _converted(image: Image, live: Mapping[str, Any]) -> dict[int, int]:
    """Objects brought to the types of each program version, as far as it brought any."""
    counts = {row["id"]: row["counts"] for row in live.get("types", ())}
    found: dict[int, int] = {}
    for wrapped in image.types.values():
        for generation, count in zip(
            wrapped.generations[1:], counts.get(wrapped.id, ())[1:], strict=False
        ):
            found[generation.module] = found.get(generation.module, 0) + count
    return found
