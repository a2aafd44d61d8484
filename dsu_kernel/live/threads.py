"""Where the threads of a live process are, as frozen Python data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from dsu_kernel.live.frames import Frame, RawFrame, Symboliser

Doing: TypeAlias = Literal["idle", "running", "blocked", "parked", "evaluating"]


@dataclass(frozen=True, slots=True)
class SeenPoint:
    """An update point, or a blocking call (``region``)."""

    id: int
    function: str
    unit: str
    line: int
    region: bool


@dataclass(frozen=True, slots=True)
class ThreadSight:
    """A thread of the program: ``blocked`` in a call of the library, ``parked`` for a patch, …

    ``thread`` is the kernel's number. ``point`` and ``frames`` (innermost first) tell where it was
    seen, ``age_s`` how long ago that was: blocked threads are seen as they are, those that run as
    they were at their latest update point after the previous look. None and (): not seen so far.
    """

    thread: int
    state: Doing
    point: SeenPoint | None
    age_s: float
    frames: tuple[Frame, ...]


def parse(text: str, symboliser: Symboliser) -> tuple[ThreadSight, ...]:
    """From the runtime's JSON; the program's first thread comes first."""
    return tuple(_sight(form, symboliser) for form in json.loads(text)["threads"])


def _sight(form: dict[str, Any], symboliser: Symboliser) -> ThreadSight:
    seen = form.get("point")
    raw = [RawFrame.parse(frame) for frame in form.get("frames", ())]
    return ThreadSight(
        thread=form["thread"],
        state=form["state"],
        point=SeenPoint(
            seen["id"], seen["function"], seen["unit"], seen["line"], bool(seen["region"])
        )
        if seen
        else None,
        age_s=form.get("age_ns", 0) / 1e9,
        frames=symboliser.frames(raw),
    )
