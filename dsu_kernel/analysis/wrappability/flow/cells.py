"""Abstract memory for the flow of untyped pointers.

A cell stands for everything stored in some place of the program. Values flow from cell to cell
along directed edges; what their pointers point to, and the parameters and results of their
functions, is one *shape* that both ends of an edge share (Das, PLDI 2000: directed at the top
level, unified below). So cells cost little, and a function that only frees what it is given does
not mix the memory of its callers.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsu_kernel.analysis.wrappability.verdicts import Evidence
from dsu_kernel.cfront.types import CType

Step = str | int
POINTEE: Step = "*"
RESULT: Step = "ret"


class Shape:
    """What lies behind the pointers of some cells; only the root of a class has parts."""

    __slots__ = ("parent", "parts")

    def __init__(self) -> None:
        self.parent: Shape | None = None
        self.parts: dict[Step, Cell] = {}

    def root(self) -> Shape:
        """Return the shape that speaks for the class."""
        shape = self
        while shape.parent is not None:
            if shape.parent.parent is not None:
                shape.parent = shape.parent.parent
            shape = shape.parent
        return shape


class Cell:
    """One cell. Cells merge when they are the same place; only the root then has facts.

    ``ins``: types whose pointers become untyped here; ``outs``: types that untyped pointers become
    here. ``aliases``: pointer types whose own storage is also accessed through this cell, which
    matters only if values are put in (``takes``) or taken out (``gives``) that way. ``fresh`` and
    ``raw``: memory without type comes from here. ``exposed``, ``deep``: what is done to the memory
    behind the values. ``called``: unknown code calls the functions.
    """

    __slots__ = (
        "aliases",
        "called",
        "deep",
        "exposed",
        "fresh",
        "gives",
        "ins",
        "outs",
        "parent",
        "raw",
        "shape",
        "sources",
        "takes",
        "targets",
    )

    def __init__(self) -> None:
        self.parent: Cell | None = None
        self.shape = Shape()
        self.targets: list[Cell] = []
        # Ordered, like everything here, so that reasons are the same in every run.
        self.sources: dict[Cell, None] = {}
        self.ins: dict[CType, Evidence] = {}
        self.outs: dict[CType, Evidence] = {}
        self.aliases: dict[CType, Evidence] = {}
        self.takes = False
        self.gives = False
        self.fresh: Evidence | None = None
        self.raw: Evidence | None = None
        self.exposed: tuple[str, Evidence] | None = None
        self.deep: tuple[str, Evidence] | None = None
        self.called: Evidence | None = None

    def root(self) -> Cell:
        """Return the cell that speaks for the class."""
        cell = self
        while cell.parent is not None:
            if cell.parent.parent is not None:
                cell.parent = cell.parent.parent
            cell = cell.parent
        return cell

    def resolve_aliases(self) -> None:
        """Let the pointers stored behind aliases take part in what goes in and out."""
        if not self.aliases:
            return
        sink = self.gives or self.outs or self.exposed or self.deep
        source = self.takes or self.ins or self.fresh or self.raw
        if sink:
            self.ins = {**self.ins, **self.aliases}
        if source:
            self.outs = {**self.outs, **self.aliases}


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
        parts = cell.root().shape.root().parts
        found = parts.get(step)
        if found is None:
            found = parts[step] = self.new()
        return found.root()

    def pointer_to(self, cell: Cell) -> Cell:
        """Return a new cell that holds the address of ``cell``."""
        address = self.new()
        address.shape.parts[POINTEE] = cell
        return address

    def flow(self, source: Cell, target: Cell) -> None:
        """Let values go from one cell to another."""
        source, target = source.root(), target.root()
        source.gives = target.takes = True
        if source is not target:
            source.targets.append(target)
            self._unify([], [(source.shape, target.shape)])

    def unify(self, left: Cell, right: Cell) -> None:
        """Merge two cells that are the same place."""
        self._unify([(left, right)], [])

    def _unify(self, cells: list[tuple[Cell, Cell]], shapes: list[tuple[Shape, Shape]]) -> None:
        while cells or shapes:
            if shapes:
                self._merge_shapes(*shapes.pop(), cells)
                continue
            left, right = cells.pop()
            a, b = left.root(), right.root()
            if a is b:
                continue
            if len(a.targets) + len(a.ins) < len(b.targets) + len(b.ins):
                a, b = b, a
            b.parent = a
            self._merge_facts(a, b)
            shapes.append((a.shape, b.shape))

    @staticmethod
    def _merge_shapes(left: Shape, right: Shape, cells: list[tuple[Cell, Cell]]) -> None:
        a, b = left.root(), right.root()
        if a is b:
            return
        if len(a.parts) < len(b.parts):
            a, b = b, a
        b.parent = a
        for step, cell in b.parts.items():
            known = a.parts.setdefault(step, cell)
            if known is not cell:
                cells.append((known, cell))

    @staticmethod
    def _merge_facts(into: Cell, other: Cell) -> None:
        for name in ("ins", "outs", "aliases"):
            facts: dict[CType, Evidence] = getattr(into, name)
            for ctype, seen in getattr(other, name).items():
                facts.setdefault(ctype, seen)
        into.targets += other.targets
        into.takes = into.takes or other.takes
        into.gives = into.gives or other.gives
        into.fresh = into.fresh or other.fresh
        into.raw = into.raw or other.raw
        into.exposed = into.exposed or other.exposed
        into.deep = into.deep or other.deep
        into.called = into.called or other.called

    def roots(self) -> Iterator[Cell]:
        """Yield every cell that speaks for a class."""
        return (cell for cell in self.all if cell.parent is None)

    def propagate(self) -> None:
        """Carry the types that went in, and the sources of untyped memory, along all edges."""
        pending = list(self.roots())
        for cell in pending:
            if cell.fresh is not None or cell.raw is not None:
                cell.sources[cell] = None
        waiting = set(pending)
        while pending:
            cell = pending.pop()
            waiting.discard(cell)
            for target in dict.fromkeys(edge.root() for edge in cell.targets):
                if self._carry(cell, target) and target not in waiting:
                    waiting.add(target)
                    pending.append(target)

    @staticmethod
    def _carry(source: Cell, target: Cell) -> bool:
        if source is target:
            return False
        before = len(target.ins) + len(target.sources)
        for ctype, seen in source.ins.items():
            target.ins.setdefault(ctype, seen)
        target.sources.update(source.sources)
        return len(target.ins) + len(target.sources) > before
