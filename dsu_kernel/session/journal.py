"""What a user did in a session, in order: enough to save it, or to play it again.

Changes are kept for ever; inputs (what was evaluated, called, started, typed) up to a limit.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dsu_kernel.live.values import Value
from dsu_kernel.patch.handle import Patch

LIMIT = 10_000
"""Inputs that are remembered; a session that polls must not grow for ever."""

WENT_ON = "went on"
"""Nobody waited for the end of an act: what it gave is not known."""

# ---- changes ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edited:
    """A unit got a text: a cell was run."""

    unit: str
    label: str
    source: str
    patch: Patch


@dataclass(frozen=True, slots=True)
class Loaded:
    """C files became the program; ``texts`` has them and their own headers by path."""

    paths: tuple[str, ...]
    patch: Patch
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The program went back to the text of an earlier version."""

    version: int
    patch: Patch


@dataclass(frozen=True, slots=True)
class Transformed:
    """C for old objects of a type, to be used by the next patch that changes it."""

    type_name: str
    text: str


@dataclass(frozen=True, slots=True)
class StateGiven:
    """C that the next patch runs when it is applied."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The process was ended and the program begun anew."""


Change: TypeAlias = Edited | Loaded | RolledBack | Transformed | StateGiven | Restarted

# ---- inputs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression; ``written`` is what a person wrote, where it was made from that."""

    expression: str
    written: str = ""

    def __str__(self) -> str:
        return self.written or self.expression


@dataclass(frozen=True, slots=True)
class Call:
    """A call with Python values."""

    function: str
    args: tuple[object, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(repr, self.args))})"


@dataclass(frozen=True, slots=True)
class Start:
    """A function that was started on the program's main thread."""

    function: str
    args: tuple[object, ...]

    def __str__(self) -> str:
        return f"run {' '.join((self.function, *map(str, self.args)))}"


@dataclass(frozen=True, slots=True)
class Type:
    """Bytes for standard input; none: its end."""

    data: bytes

    def __str__(self) -> str:
        if not self.data:
            return "the end of standard input"
        return f"standard input {self.data!r:.60}"


Act: TypeAlias = Evaluate | Call | Start | Type


@dataclass(frozen=True, slots=True)
class Input:
    """One act: in which process, at which version, whether main was running, what it gave.

    ``fault`` is the signal of a crash that the program survived, or WENT_ON.
    """

    act: Act
    pid: int
    version: int
    running: bool
    value: Value = None
    fault: str = ""


Entry: TypeAlias = Change | Input


class Journal:
    """Changes and inputs of one session; :attr:`forgotten` counts inputs beyond the limit."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._changes: list[tuple[int, Change]] = []
        self._inputs: deque[tuple[int, Input]] = deque(maxlen=limit)
        self.forgotten = 0

    def add(self, entry: Entry) -> None:
        """Note what happened."""
        with self._lock:
            if not isinstance(entry, Input):
                self._changes.append((next(self._numbers), entry))
                return
            self.forgotten += len(self._inputs) == self._inputs.maxlen
            self._inputs.append((next(self._numbers), entry))

    def __iter__(self) -> Iterator[Entry]:
        """All of it, in order."""
        merged = heapq.merge(list(self._changes), list(self._inputs), key=lambda pair: pair[0])
        return (entry for _, entry in merged)

    def inputs(self, pid: int) -> tuple[Input, ...]:
        """What a process was given, in order."""
        return tuple(entry for _, entry in list(self._inputs) if entry.pid == pid)

    @property
    def patches(self) -> tuple[Patch, ...]:
        """The patches that were asked for, in order; look at their state."""
        return tuple(
            change.patch
            for _, change in list(self._changes)
            if isinstance(change, Edited | Loaded | RolledBack)
        )
