"""A walk over live objects: start at one, follow pointers, read again, convert explicitly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsu_kernel.errors import DsuError
from dsu_kernel.memory.cell import Cell
from dsu_kernel.memory.graph import Link, Node, ObjectGraph, pointers
from dsu_kernel.memory.looks import MemoryLooks


@dataclass(frozen=True, slots=True)
class Seen:
    """An object of the walk: how it was found, what it holds, and before its conversion held."""

    path: str
    cell: Cell
    depth: int
    before: Cell | None = None


class Browser:
    """The objects that a walk has come to; each place is there once, so cycles do no harm."""

    def __init__(self, looks: MemoryLooks, expression: str, *, depth: int = 1) -> None:
        self._looks = looks
        graph = looks.object_graph(expression, depth=depth)
        self.seen = [Seen(node.path, node.cell, node.depth) for node in graph.nodes]

    @property
    def graph(self) -> ObjectGraph:
        """The objects as a graph."""
        return ObjectGraph(
            tuple(
                Node(number, seen.path, seen.cell, seen.depth, tuple(self._links(seen)))
                for number, seen in enumerate(self.seen)
            )
        )

    def _links(self, seen: Seen) -> Iterator[Link]:
        for cell, path in pointers(seen.cell, seen.path):
            yield Link(cell, path, self._known(cell))

    def _known(self, pointer: Cell) -> int | None:
        target = pointer.target
        for number, seen in enumerate(self.seen):
            if target is not None and (seen.cell.address, seen.cell.ctype) == (
                target.address,
                target.ctype,
            ):
                return number
        return None

    def follow(self, number: int, address: int) -> int:
        """Follow the pointer at an address in an object; return the number of its target."""
        seen = self._at(number)
        for cell, path in pointers(seen.cell, seen.path):
            if cell.address == address:
                return self._open(cell, path, seen.depth + 1)
        raise DsuError(f"there is no pointer at {address:#x} any more; read again")

    def _open(self, pointer: Cell, path: str, depth: int) -> int:
        known = self._known(pointer)
        if known is not None:
            return known
        target = pointer.target
        assert target is not None
        assert target.ctype is not None
        cell = self._looks.inspector.at(target.ctype, target.address, path)
        self.seen.append(Seen(path, cell, depth))
        return len(self.seen) - 1

    def refresh(self) -> None:
        """Read all objects again, where they are; nothing is converted."""
        inspector = self._looks.inspector
        for number, seen in enumerate(self.seen):
            assert seen.cell.ctype is not None
            cell = inspector.at(seen.cell.ctype, seen.cell.address, seen.path)
            self.seen[number] = Seen(seen.path, cell, seen.depth, seen.before)

    def convert(self, number: int) -> None:
        """Let the program use an object, so that it is converted; keep what it was before."""
        seen = self._at(number)
        assert seen.cell.ctype is not None
        found = self._looks.convert_at(seen.cell.ctype, seen.cell.address, seen.path)
        self.refresh()
        self.seen[number] = Seen(seen.path, found.after, seen.depth, found.before)

    def _at(self, number: int) -> Seen:
        if not 0 <= number < len(self.seen):
            raise DsuError(f"there is no object {number}")
        return self.seen[number]
