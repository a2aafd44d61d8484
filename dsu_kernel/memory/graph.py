"""Objects and what their pointers lead to, as a graph: each object once, cycles and all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsu_kernel.cfront.types import CType
from dsu_kernel.memory.cell import Cell, cell_text

Look = Callable[[CType, int, str], Cell]


@dataclass(frozen=True, slots=True)
class Link:
    """A pointer that can be followed: ``path`` is C for what it points to.

    ``node`` is the number of that object in the graph; None when the graph ends before it.
    """

    cell: Cell
    path: str
    node: int | None


@dataclass(frozen=True, slots=True)
class Node:
    """An object of a graph with the pointers in it; ``depth`` pointers lead to it."""

    number: int
    path: str
    cell: Cell
    depth: int
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ObjectGraph:
    """An object (number 0) and what can be reached from it by so many pointers."""

    nodes: tuple[Node, ...]

    @property
    def root(self) -> Cell:
        """The object that was asked for."""
        return self.nodes[0].cell

    def __str__(self) -> str:
        return "\n".join(_node_text(node, len(self.nodes) > 1) for node in self.nodes)


def _node_text(node: Node, numbered: bool) -> str:
    head = f"[{node.number}] " if numbered else ""
    text = head + cell_text(node.cell)
    known = [link for link in node.links if link.node is not None]
    leads = ", ".join(f"{link.path.removeprefix('*')} → [{link.node}]" for link in known)
    return f"{text}\n  pointers: {leads}" if leads else text


def graph(root: Cell, look: Look, *, depth: int = 1, most: int = 24) -> ObjectGraph:
    """Follow the pointers of ``root``, breadth first, to at most ``most`` objects."""
    found: dict[tuple[int, CType | None], int] = {(root.address, root.ctype): 0}
    cells: list[tuple[Cell, str, int]] = [(root, root.name, 0)]
    queue = deque(cells)
    while queue:
        cell, path, level = queue.popleft()
        if level == depth:
            continue
        for pointer, where in pointers(cell, path):
            target = pointer.target
            assert target is not None
            key = (target.address, target.ctype)
            if key in found or len(cells) == most or target.ctype is None:
                continue
            found[key] = len(cells)
            cells.append((look(target.ctype, target.address, where), where, level + 1))
            queue.append(cells[-1])
    return ObjectGraph(
        tuple(
            Node(number, path, cell, level, tuple(_links(cell, path, found)))
            for number, (cell, path, level) in enumerate(cells)
        )
    )


def _links(cell: Cell, path: str, found: dict[tuple[int, CType | None], int]) -> Iterator[Link]:
    for pointer, where in pointers(cell, path):
        target = pointer.target
        assert target is not None
        yield Link(pointer, where, found.get((target.address, target.ctype)))


def pointers(cell: Cell, path: str) -> Iterator[tuple[Cell, str]]:
    """Yield the pointers in a value that can be followed, with C for what they point to."""
    if cell.target is not None and cell.target.followable:
        yield cell, pointee_path(path)
    for part in cell.parts:
        yield from pointers(part, member_path(path, part.name))


def member_path(path: str, name: str) -> str:
    """Return the C expression for a member, or an element ``[i]``, of an object."""
    if not path.startswith("*"):
        return f"{path}{name}" if name.startswith("[") else f"{path}.{name}"
    return f"({path}){name}" if name.startswith("[") else f"{path[1:]}->{name}"


def pointee_path(path: str) -> str:
    """Return the C expression for what a pointer points to."""
    return f"*({path})" if path.startswith("*") else f"*{path}"
