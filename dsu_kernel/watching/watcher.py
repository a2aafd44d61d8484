"""From a session to snapshots: what a version settles is kept, what moves is asked each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from dsu_kernel.live.errors import LiveError
from dsu_kernel.live.threads import ThreadSight
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.image import Image
from dsu_kernel.program.info import FunctionInfo, TimelineEntry
from dsu_kernel.session import Session
from dsu_kernel.session.inspection import Glance
from dsu_kernel.updating import report
from dsu_kernel.watching.remaining import Remaining
from dsu_kernel.watching.rows import (
    function_rows,
    pending_row,
    point_rows,
    taken_over,
    thread_rows,
    type_rows,
    with_verdicts,
)
from dsu_kernel.watching.snapshot import (
    Doing,
    PointRow,
    Snapshot,
    SourceText,
    Step,
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
        rows = thread_rows(threads, settled.functions)
        process = glance.process
        children = process.children() if process is not None else ()
        shot = Snapshot(
            session=self._name,
            doing=_doing(glance),
            ended=str(process.exit) if process is not None and process.exit else "",
            version=glance.now.version.number,
            pid=process.pid if process is not None and process.alive else None,
            holding=glance.holding,
            pending=pending_row(glance.pending) if glance.pending else None,
            timeline=tuple(self._step(entry) for entry in glance.timeline[-SHOWN:]),
            versions=glance.versions[-SHOWN:],
            functions=function_rows(settled.functions[:SHOWN], rows),
            types=type_rows(glance.now, live, self._remaining.counts(glance.now))[:SHOWN],
            sources=settled.sources,
            points=with_verdicts(settled.points, glance.pending)[:SHOWN],
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
            known = Settled(now, report.functions(now), point_rows(now), _sources(now))
            self._settled = known
        return known

    def _step(self, entry: TimelineEntry) -> Step:
        applied = entry.state == "applied"
        return Step(
            **taken_over(entry), converted=self._converted.get(entry.version) if applied else None
        )


T = TypeVar("T")


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


def _sources(now: InForce) -> tuple[SourceText, ...]:
    found, room = [], SHOWN_TEXT
    for unit in now.version.program.units:
        room -= len(unit.text)
        if room < 0:
            break
        found.append(SourceText(unit.label, unit.text))
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
