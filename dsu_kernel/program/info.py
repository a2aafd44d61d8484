"""What a session tells about its program: small frozen records with a readable form."""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel.errors import Place


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A function in force; ``version`` is the program version of its body."""

    name: str
    version: int
    prototype: str
    unit: str
    line: int

    def __str__(self) -> str:
        return f"{self.prototype}  v{self.version}  {self.unit}:{self.line}"


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """A struct type.

    ``size`` (bytes, None for types that are not wrapped) is that of its objects in the live
    process, ``slop`` what is left of it for growth. ``versions`` counts definitions so far,
    ``converted`` the objects brought to a newer one, ``faults`` those among them for which the
    user's transformer crashed.
    """

    name: str
    size: int | None
    slop: int | None
    wrappability: str
    reason: str
    place: Place | None
    versions: int
    converted: int
    faults: int = 0

    def __str__(self) -> str:
        told = self.place.told_in(self.reason) if self.place else self.reason
        why = f": {told}" if told else ""
        size = f", {self.size} bytes, slop {self.slop}" if self.size is not None else ""
        return (
            f"{self.name}  {self.wrappability}{why}{size}, "
            f"v{self.versions - 1}, {self.converted} converted"
            + (f", {self.faults} transformer crashes" if self.faults else "")
        )


@dataclass(frozen=True, slots=True)
class GlobalInfo:
    """An object with static storage."""

    name: str
    type: str
    unit: str
    line: int

    def __str__(self) -> str:
        return f"{self.type}  {self.unit}:{self.line}"


@dataclass(frozen=True, slots=True)
class PointInfo:
    """An update point and the names that an update there must not change.

    ``region``: it is a blocking call, and the thread stands there for as long as the call takes.
    """

    id: int
    unit: str
    line: int
    function: str
    restricted: tuple[str, ...]
    region: bool = False

    def __str__(self) -> str:
        kind = " (blocking)" if self.region else ""
        names = ", ".join(self.restricted)
        return f"{self.unit}:{self.line}  {self.function}  {{{names}}}{kind}"


@dataclass(frozen=True, slots=True)
class ChildInfo:
    """A process that the program has started.

    ``version`` is that of its code, None when it is not known; later patches do not reach it, but
    with ``pending`` one that waited at the fork may still come. ``program``: the name of another
    one that it runs instead. The place: the call in which it is blocked, where that is known.
    """

    pid: int
    parent: int
    state: str
    version: int | None = None
    pending: bool = False
    program: str = ""
    unit: str = ""
    line: int = 0
    function: str = ""

    def __str__(self) -> str:
        what = f"runs {self.program}" if self.program else ""
        what = f"v{self.version}" if self.version is not None else what
        where = f" at {self.unit}:{self.line} in {self.function}" if self.unit else ""
        return f"{self.pid}  child of {self.parent}  {what}  {self.state}{where}"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step in the life of the program; times in seconds and microseconds.

    ``requested`` is a time since the epoch. ``waited_for``: what was in the way when the patch was
    last tried in vain; ``where``: the point at which a thread stood when it was applied.
    """

    version: int
    unit: str
    state: str
    summary: str
    requested: float
    waited_s: float | None = None
    pause_us: float | None = None
    where: str = ""
    waited_for: tuple[str, ...] = ()
    tries: int = 0

    def __str__(self) -> str:
        times = f", pause {self.pause_us:.0f} µs" if self.pause_us is not None else ""
        return f"v{self.version}  {self.state}  {self.unit}: {self.summary}{times}"
