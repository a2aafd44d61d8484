"""The entries of a program's timeline, from what became of its patches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dsu_kernel.program.info import TimelineEntry

if TYPE_CHECKING:
    from dsu_kernel.live.reports import PatchReport, Point
    from dsu_kernel.patch.handle import Patch


def refused(version: int, unit: str, why: str) -> TimelineEntry:
    """A change that was refused before there was a patch."""
    return TimelineEntry(version, unit, "refused", why, time.time())


def of_patch(patch: Patch, words: str, report: PatchReport | None) -> TimelineEntry:
    """A patch that has settled."""
    if report is None:
        return TimelineEntry(patch.version, patch.unit, patch.state, words, patch.requested)
    applied = patch.state == "applied"
    return TimelineEntry(
        patch.version,
        patch.unit,
        patch.state,
        words,
        patch.requested,
        report.waited_ns / 1e9 if not patch.initial else None,
        report.pause_ns / 1e3 if applied else None,
        _place(report.where) if report.where else "",
        tuple(dict.fromkeys(_obstacles(report))),
        report.tries,
    )


def _obstacles(report: PatchReport) -> list[str]:
    """What was in the way at the latest try in vain."""
    verdict = report.verdict
    if verdict is None:
        return []
    at = f"at {_place(verdict.point)}" if verdict.point else ""
    if not verdict.held:
        return [f"{verdict.why}, {at}" if at else verdict.why]
    return [f"{h.name}, in use in {h.function} at {h.unit}:{h.line}" for h in verdict.held]


def _place(point: Point) -> str:
    return f"{point.unit}:{point.line} in {point.function}"
