"""Abstract memory for the flow of untyped pointers: cells in classes that only ever merge.

A cell stands for everything stored in some places of the program. Its class knows which types of
object were converted to untyped pointers there (``ins``), which types such pointers were
converted back to (``outs``), and what else is known of the memory they point to.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsu_kernel.analysis.verdicts import Evidence
from dsu_kernel.cfront.ctype import CType

Step = str | int
POINTEE: Step = "*"
RESULT: Step = "ret"


class Cell:
    """One cell; only the root of a class carries facts."""

    __slots__ = (
        "aliases",
        "copied",
        "deep",
        "exposed",
        "fresh",
        "ins",
        "outs",
        "parent",
        "parts",
        "raw",
    )

    def __init__(self) -> None:
        self.parent: Cell | None = None
        self.parts: dict[Step, Cell] = {}
        self.ins: dict[CType, Evidence] = {}
        self.outs: dict[CType, Evidence] = {}
        # Types of pointers whose own storage is also accessed through this cell: they matter only
        # if any value ever goes in or out that way.
        self.aliases: dict[CType, Evidence] = {}
        self.copied = False
        self.fresh: Evidence | None = None
        self.raw: Evidence | None = None
        self.exposed: tuple[str, Evidence] | None = None
        self.deep: tuple[str, Evidence] | None = None

    @property
    def in_use(self) -> bool:
        """Whether values go into the class or out of it, or its memory is seen from outside."""
        known = self.ins or self.outs or self.fresh or self.raw or self.exposed or self.deep
        return self.copied or bool(known)

    def root(self) -> Cell:
        """Return the cell that speaks for the class."""
        cell = self
        while cell.parent is not None:
            if cell.parent.parent is not None:
                cell.parent = cell.parent.parent
            cell = cell.parent
        return cell


class Cells:
    """All cells of one analysis."""

    def __init__(self) -> None:
        self.all: list[Cell] = []

    def new(self) -> Cell:
        """Return a new cell, alone in its class."""
        cell = Cell()
        self.all.append(cell)
        return cell

    def part(self, cell: Cell, step: Step) -> Cell:
        """Return what a cell's pointers point to, or a parameter or the result of its functions."""
        root = cell.root()
        found = root.parts.get(step)
        if found is None:
            found = root.parts[step] = self.new()
        return found.root()

    def pointer_to(self, cell: Cell) -> Cell:
        """Return a new cell that holds the address of ``cell``."""
        address = self.new()
        address.parts[POINTEE] = cell
        return address

    def unify(self, left: Cell, right: Cell) -> None:
        """Merge two classes and, step by step, all that can be reached from them."""
        pending = [(left, right)]
        while pending:
            a, b = pending.pop()
            a, b = a.root(), b.root()
            if a is b:
                continue
            if len(a.parts) + len(a.ins) < len(b.parts) + len(b.ins):
                a, b = b, a
            b.parent = a
            for step, cell in b.parts.items():
                known = a.parts.setdefault(step, cell)
                if known is not cell:
                    pending.append((known, cell))
            self._merge_facts(a, b)

    @staticmethod
    def _merge_facts(into: Cell, other: Cell) -> None:
        for ctype, seen in other.ins.items():
            into.ins.setdefault(ctype, seen)
        for ctype, seen in other.outs.items():
            into.outs.setdefault(ctype, seen)
        for ctype, seen in other.aliases.items():
            into.aliases.setdefault(ctype, seen)
        into.copied = into.copied or other.copied
        into.fresh = into.fresh or other.fresh
        into.raw = into.raw or other.raw
        into.exposed = into.exposed or other.exposed
        into.deep = into.deep or other.deep

    def classes(self) -> Iterator[Cell]:
        """Yield the root of every class."""
        return (cell for cell in self.all if cell.parent is None)
