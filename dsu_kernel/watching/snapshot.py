"""A session at one moment as plain data, for whoever shows it: frozen, and JSON at the end.

Times are seconds since the epoch or, with ``_s`` and ``_us``, durations; sizes are bytes. Places
are the label of a unit and a line in its text.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypeAlias

from dsu_kernel.program.info import ChildInfo, FunctionInfo, PointInfo, TimelineEntry

Doing: TypeAlias = Literal["empty", "idle", "running", "ended"]


@dataclass(frozen=True, slots=True)
class Step(TimelineEntry):
    """A patch in the timeline; ``converted``: objects brought to the types of its version."""

    converted: int | None = None


@dataclass(frozen=True, slots=True)
class FunctionRow(FunctionInfo):
    """A function in force. ``active``: its bodies on a stack now; ``old``: those not in force."""

    active: tuple[int, ...]
    old: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A struct type; ``size`` and ``slop`` are None for one that is not wrapped.

    ``used``: bytes of its data in place. ``remaining``: objects, of those that globals lead to,
    that still have an older version; None for a type that has not changed, or has too many.
    """

    name: str
    size: int | None
    used: int | None
    slop: int | None
    outgrown: bool
    wrappability: str
    reason: str
    unit: str
    line: int
    version: int
    converted: int
    remaining: int | None
    faults: int


@dataclass(frozen=True, slots=True)
class PointRow(PointInfo):
    """An update point or a blocking call (``region``), with what may not change there.

    ``verdict``: whether the pending patch can be applied there; empty without one.
    """

    verdict: Literal["", "now", "later"] = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackRow:
    """A frame of the program; ``old``: its body is not the one in force."""

    function: str
    version: int | None
    unit: str
    line: int
    old: bool


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread and where it was seen, innermost frame first."""

    thread: int
    state: str
    unit: str
    line: int
    function: str
    stack: tuple[StackRow, ...]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why the pending patch waits, and what would help."""

    reason: str
    help: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class PendingRow:
    """The patch that waits; ``held``: it is kept back until it is let go."""

    version: int
    unit: str
    summary: str
    requested: float
    held: bool
    reasons: tuple[ReasonRow, ...]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a unit, by the label that places name."""

    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What going back to a version would do; ``refusals``: why it cannot."""

    version: int
    summary: str
    losses: tuple[str, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The outcome of the latest command; ``number`` counts commands."""

    number: int
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it. ``seq`` grows with each one that is published."""

    seq: int = 0
    session: str = ""
    doing: Doing = "empty"
    ended: str = ""
    version: int = 0
    pid: int | None = None
    holding: bool = False
    pending: PendingRow | None = None
    timeline: tuple[Step, ...] = ()
    versions: tuple[int, ...] = ()
    functions: tuple[FunctionRow, ...] = ()
    types: tuple[TypeRow, ...] = ()
    sources: tuple[SourceText, ...] = ()
    points: tuple[PointRow, ...] = ()
    threads: tuple[ThreadRow, ...] = ()
    children: tuple[ChildInfo, ...] = ()
    omitted: tuple[str, ...] = ()
    preview: Preview | None = None
    said: Said | None = None

    @property
    def landmark(self) -> tuple[object, ...]:
        """What has to change for a saved picture to be worth renewing."""
        waits = (self.pending.version, self.pending.held) if self.pending else None
        return (self.doing, self.version, self.holding, waits, len(self.timeline))

    def numbered(self, seq: int) -> Snapshot:
        """The same as number ``seq``."""
        return replace(self, seq=seq)

    def to_json(self) -> str:
        """As JSON; bytes of a text that are not UTF-8 are shown as such, not lost."""
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
