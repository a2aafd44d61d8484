"""Two live processes of the same program, compared: globals, and what their pointers lead to.

Addresses differ between two processes, so pointers are compared by where they lead: to nothing, to
the same function or global, or to objects that are compared in turn. Each pair is compared once, so
cycles end; a pointer that leads to another object than before is a difference of shape.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from dsu_kernel.cfront.types import CType
from dsu_kernel.live.errors import JobTimeout
from dsu_kernel.memory.cell import Cell
from dsu_kernel.memory.graph import member_path, pointee_path
from dsu_kernel.memory.inspector import Inspector, converted_by
from dsu_kernel.session.live_program import LiveProgram

MOST_OBJECTS = 2000


@dataclass(frozen=True, slots=True)
class Unlike:
    """Something that is not the same: C that names it, and what it is here and there."""

    what: str
    hot: str
    cold: str

    def __str__(self) -> str:
        return f"{self.what}: {self.hot} in the live process, {self.cold} in the cold one"


@dataclass(frozen=True, slots=True)
class Pair:
    """A place in both processes."""

    path: str
    ctype: CType
    hot: int
    cold: int


class Comparison:
    """Compares the state of two sessions that have the same text in force."""

    def __init__(self, hot: LiveProgram, cold: LiveProgram, ignored: frozenset[str]) -> None:
        self._sessions = (hot, cold)
        self._lookers: tuple[Inspector, Inspector] = (hot.inspector, cold.inspector)
        self._ignored = ignored
        self._met: dict[tuple[int, CType], int] = {}
        self._queue: deque[Pair] = deque()
        self.globals = 0
        self.complete = True
        self.found: list[Unlike] = []

    @property
    def objects(self) -> int:
        """How many objects were reached through pointers."""
        return len(self._met)

    def run(self) -> Comparison:
        """Compare every global, then everything that can be reached."""
        hot, cold = (looker.statics() for looker in self._lookers)
        for key, (ctype, address) in hot.items():
            if key in cold and key.partition("@")[0] not in self._ignored:
                self.globals += 1
                self._place(Pair(key, ctype, address, cold[key][1]))
        while self._queue:
            self._place(self._queue.popleft())
        return self

    def _place(self, pair: Pair) -> None:
        self._values(pair.path, self._cell(0, pair), self._cell(1, pair))

    def _cell(self, side: int, pair: Pair) -> Cell:
        """Look at one side; an object of an older version is used first, and so converted."""
        looker, address = self._lookers[side], (pair.hot, pair.cold)[side]
        cell = looker.at(pair.ctype, address, pair.path)
        try:
            for part in _behind_the_times(cell):
                self._sessions[side].eval(converted_by(part), recorded=False)
        except JobTimeout:
            return cell  # the program runs and comes to no update point
        return looker.at(pair.ctype, address, pair.path)

    def _values(self, path: str, hot: Cell, cold: Cell) -> None:
        if any(_behind_the_times(hot)):
            self.complete = False
        elif hot.target is not None and cold.target is not None:
            self._pointers(path, hot, cold)
        elif _plain(hot) and _plain(cold):
            if hot.data != cold.data and hot.text != cold.text:
                self.found.append(Unlike(path, hot.text, cold.text))
            elif hot.omitted and hot.data != cold.data:
                pairs = zip(hot.data, cold.data, strict=False)
                at = next(i for i, (a, b) in enumerate(pairs) if a != b)
                element = f"{path}[{at // hot.parts[0].size}]"
                self.found.append(Unlike(element, "another value", "another value"))
        elif hot.state is not None and not hot.parts:
            if cold.parts:
                self.found.append(Unlike(path, str(hot.state), cold.text))
        else:
            self.complete &= not hot.omitted
            for a, b in zip(hot.parts, cold.parts, strict=False):
                self._values(member_path(path, a.name), a, b)

    def _pointers(self, path: str, hot: Cell, cold: Cell) -> None:
        a, b = hot.target, cold.target
        assert a is not None
        assert b is not None
        alike = a.kind == b.kind and (a.kind != "function" or a.name == b.name)
        if not alike or (hot.value and hot.value != cold.value):
            self.found.append(Unlike(path, _leads(hot), _leads(cold)))
        elif a.followable and a.ctype is not None and not hot.value:
            self._follow(Pair(pointee_path(path), a.ctype, a.address, b.address))

    def _follow(self, pair: Pair) -> None:
        key = (pair.hot, pair.ctype)
        known = self._met.get(key)
        if known is None:
            if len(self._met) == MOST_OBJECTS:
                self.complete = False
                return
            self._met[key] = pair.cold
            self._queue.append(pair)
        elif known != pair.cold:
            self.found.append(Unlike(pair.path, "an object met before", "another one"))


def _behind_the_times(cell: Cell) -> Iterator[Cell]:
    """Yield the wrapped objects in a value that are of an older version."""
    state = cell.state
    if state is not None and (
        state.status == "older" or (state.status == "unborn" and state.newest)
    ):
        yield cell
        return
    for part in cell.parts:
        yield from _behind_the_times(part)


def _plain(cell: Cell) -> bool:
    """Whether a value is its bytes: a number, or an array of numbers."""
    if cell.state is not None or cell.target is not None:
        return False
    return all(not part.parts and _plain(part) for part in cell.parts) if cell.parts else True


def _leads(cell: Cell) -> str:
    """Say where a pointer leads, without the address."""
    target = cell.target
    assert target is not None
    if target.kind == "null":
        return "NULL"
    if cell.value:
        return cell.value
    return target.name or ("unreadable memory" if target.kind == "unreadable" else "an object")
