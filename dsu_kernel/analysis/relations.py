"""What happens when a pointer of one type becomes a pointer of another.

Untyped pointers (``void *``) carry cells; a conversion to one notes what went in, a conversion
from one notes what came out. Typed pointers need no cells: a mismatch exposes bytes at once.
"""

from __future__ import annotations

from collections.abc import Hashable

from dsu_kernel.analysis import libc
from dsu_kernel.analysis.cells import POINTEE, RESULT, Cell, Cells
from dsu_kernel.analysis.shapes import Leaf, Shapes, carries, target_of
from dsu_kernel.analysis.verdicts import Evidence, Verdicts
from dsu_kernel.cfront.ctype import (
    CType,
    Function,
    Pointer,
    Record,
    RecordKey,
    Void,
    describe,
    is_arithmetic,
)
from dsu_kernel.errors import Place


class Relations:
    """Relates types and cells, and judges the classes at the end."""

    def __init__(self, shapes: Shapes, verdicts: Verdicts) -> None:
        self.shapes = shapes
        self.verdicts = verdicts
        self.cells = Cells()
        # All memory that is handled as characters or plain numbers, as far as pointers lie in it.
        self.bytes = self.cells.new()
        self.bytes.copied = self.cells.part(self.bytes, POINTEE).copied = True
        self._shared: set[tuple[Leaf, Leaf]] = set()
        self._storage: dict[Hashable, Cell] = {}

    def relate(
        self,
        source: tuple[CType, Cell | None],
        target: tuple[CType, Cell | None],
        seen: Evidence,
        *,
        both: bool = False,
    ) -> None:
        """Let a value of one type go to a place of another (``both``: they share memory)."""
        (stype, scell), (dtype, dcell) = source, target
        a, b = target_of(stype), target_of(dtype)
        if b is None:
            if a is not None and not is_arithmetic(dtype) and not isinstance(dtype, Void):
                self.verdicts.expose_deep(a, f"converted to {describe(dtype)}", seen)
        elif a is None:
            if dcell is not None:
                root = dcell.root()
                root.raw = root.raw or seen
            what = f"made from a value of type {describe(stype)}"
            self.verdicts.expose_concerned(b, what, seen)
        else:
            self.pointers((a, scell), (b, dcell), seen, both=both)

    def pointers(
        self,
        source: tuple[CType, Cell | None],
        target: tuple[CType, Cell | None],
        seen: Evidence,
        *,
        both: bool = False,
    ) -> None:
        """Relate pointers by what they point to (plain types)."""
        (a, scell), (b, dcell) = source, target
        if scell is not None and dcell is not None:
            self.cells.unify(scell, dcell)
        if isinstance(a, Void) and isinstance(b, Void):
            if dcell is not None and not both:
                dcell.root().copied = True
            return
        if isinstance(a, Void):
            self._leave(scell, b, seen, both)
        elif isinstance(b, Void):
            self._enter(dcell, a, seen, both)
        elif isinstance(a, Pointer) and isinstance(b, Pointer):
            if a != b:
                inner_a, inner_b = self._inside(scell), self._inside(dcell)
                self.pointers((a.target, inner_a), (b.target, inner_b), seen, both=True)
        elif a != b and not (isinstance(a, Function) and isinstance(b, Function)):
            self._mismatch((a, scell), (b, dcell), seen, both)

    def copy(self, left: Cell, right: Cell) -> None:
        """Values go from one cell to the other."""
        self.cells.unify(left, right)
        left.root().copied = True

    def _inside(self, cell: Cell | None) -> Cell | None:
        return self.cells.part(cell, POINTEE) if cell is not None else None

    def _enter(self, cell: Cell | None, ctype: CType, seen: Evidence, both: bool) -> None:
        if cell is None:
            self.verdicts.expose_concerned(ctype, "lost in an untyped pointer", seen)
            return
        root = cell.root()
        (root.aliases if both else root.ins).setdefault(ctype, seen)

    def _leave(self, cell: Cell | None, ctype: CType, seen: Evidence, both: bool) -> None:
        if cell is None:
            self.verdicts.expose_concerned(ctype, "made from an unknown pointer", seen)
            return
        root = cell.root()
        (root.aliases if both else root.outs).setdefault(ctype, seen)

    def _mismatch(
        self,
        source: tuple[CType, Cell | None],
        target: tuple[CType, Cell | None],
        seen: Evidence,
        both: bool,
    ) -> None:
        (a, scell), (b, dcell) = source, target
        verdicts = self.verdicts
        structs = isinstance(a, Record) or isinstance(b, Record)
        to, origin = f"converted to {describe(Pointer(b))}", f"made from {describe(Pointer(a))}"
        verdicts.expose_itself(a, to, seen)
        verdicts.expose_itself(b, origin, seen)
        verdicts.expose(a, to, seen)
        verdicts.expose(b, origin, seen)
        if isinstance(a, Function) or isinstance(b, Function):
            verdicts.expose_concerned(a, "converted to a function pointer", seen)
            verdicts.expose_concerned(b, "made from a function pointer", seen)
        if isinstance(a, Pointer) != isinstance(b, Pointer):
            self._pointers_as_bytes((a, scell), (b, dcell), seen, both)
        elif structs:
            self.share(self.shapes.leaves(a), self.shapes.leaves(b), seen)

    def _pointers_as_bytes(
        self,
        source: tuple[CType, Cell | None],
        target: tuple[CType, Cell | None],
        seen: Evidence,
        both: bool,
    ) -> None:
        """Pointers that lie in memory accessed as something else: one class for them all."""
        (a, scell), (b, dcell) = source, target
        if isinstance(a, Pointer):
            self._enter(self.bytes, a, seen, both)
            self._link(scell)
            self._leaves_in_bytes(b, seen)
        elif isinstance(b, Pointer):
            self._leave(self.bytes, b, seen, both)
            self._link(dcell)
            self._leaves_in_bytes(a, seen)

    def _link(self, cell: Cell | None) -> None:
        if cell is not None:
            inside = self.cells.part(self.bytes, POINTEE)
            self.cells.unify(self.cells.part(cell, POINTEE), inside)

    def _leaves_in_bytes(self, ctype: CType, seen: Evidence) -> None:
        """A struct that is accessed through a pointer to pointers: its pointers are among them."""
        if isinstance(ctype, Record):
            for leaf in self.shapes.leaves(ctype):
                if leaf is not None and leaf.is_pointer:
                    self._enter(self.bytes, leaf.ctype, seen, True)
                    if carries(leaf.ctype):
                        inside = self.cells.part(self.bytes, POINTEE)
                        self.cells.unify(self._leaf(leaf) or self.cells.new(), inside)

    def share(
        self,
        left: list[Leaf | None],
        right: list[Leaf | None],
        seen: Evidence,
        where: str = "",
        *,
        tagged: bool = False,
    ) -> None:
        """Two lists of members lie in the same memory: what one stores the other may load.

        ``tagged``: pointers to structs are not read as pointers to scalars or functions.
        """
        for x, y in self.shapes.overlaps(left, right):
            a, b = target_of(x.ctype), target_of(y.ctype)
            if a is None or b is None or (x, y) in self._shared or (y, x) in self._shared:
                continue
            if tagged and a != b and (_is_scalar(a) or _is_scalar(b)):
                continue
            self._shared.add((x, y))
            if a != b and not isinstance(a, Void) and not isinstance(b, Void):
                what = f"{describe(x.ctype)} and {describe(y.ctype)} share memory{where}"
                self.verdicts.expose_concerned(a, what, seen)
                self.verdicts.expose_concerned(b, what, seen)
            self.pointers((a, self._leaf(x)), (b, self._leaf(y)), seen, both=True)

    def _leaf(self, leaf: Leaf) -> Cell | None:
        if not carries(leaf.ctype):
            return None
        return self.member(*leaf.member) if leaf.member is not None else self.cells.new()

    # Places ------------------------------------------------------------------------------------

    def storage(self, key: Hashable) -> Cell:
        """Return the cell of a named place: a symbol's key, a member, or an analysis' own."""
        found = self._storage.get(key)
        if found is None:
            found = self._storage[key] = self.cells.new()
        return found.root()

    def member(self, key: RecordKey, name: str) -> Cell:
        """Return the cell of a record's member, the same for all objects of the record."""
        cell = self.storage((key, name))
        if key.system and name not in libc.USER_POINTER_FIELDS:
            seen = cell.raw or Evidence(Place("system header", 0))
            cell.raw = seen
            cell.exposed = cell.exposed or (f"exposed through {key.spelling}.{name}", seen)
        return cell

    # Judging -----------------------------------------------------------------------------------

    def judge(self) -> None:
        """Fix the types of every class whose memory is not known to hold just that type."""
        self._spread_raw()
        for cell in self.cells.classes():
            if cell.aliases and cell.in_use:
                cell.ins = {**cell.ins, **cell.aliases}
                cell.outs = {**cell.outs, **cell.aliases}
            if cell.ins or cell.outs:
                self._judge(cell)

    def _spread_raw(self) -> None:
        """A function that came from nowhere sees what it is given and returns anything."""
        for cell in list(self.cells.classes()):
            if cell.raw is None:
                continue
            for step, part in cell.parts.items():
                root = part.root()
                if step == RESULT:
                    root.raw = root.raw or cell.raw
                elif step != POINTEE:
                    root.deep = root.deep or ("given to an unknown function", cell.raw)

    def _judge(self, cell: Cell) -> None:
        verdicts = self.verdicts
        involved = {**cell.ins, **cell.outs}
        if cell.deep is not None:
            for ctype in involved:
                verdicts.expose_deep(ctype, *cell.deep)
        if cell.exposed is not None:
            what, where = cell.exposed
            for ctype, own in involved.items():
                verdicts.expose(ctype, what, where if where.place.line else own)
        if not cell.outs:
            return
        if len(involved) > 1 and cell.ins:
            self._mixed(cell)
        elif len(cell.outs) > 1 and (cell.fresh or cell.raw):
            cell.ins = cell.outs
            self._mixed(cell)
        for ctype, seen in cell.outs.items():
            if cell.fresh is not None:
                source = "" if cell.fresh.node is seen.node else f" from {cell.fresh.at}"
                tail = f": memory{source} whose size does not name the type"
                verdicts.expose(ctype, f"used as {describe(Pointer(ctype))}", seen, tail)
            elif cell.raw is not None:
                tail = f": memory of unknown birth from {cell.raw.at}"
                verdicts.expose(ctype, f"used as {describe(Pointer(ctype))}", seen, tail)

    def _mixed(self, cell: Cell) -> None:
        for out, seen in cell.outs.items():
            other = next((ctype for ctype in cell.ins if ctype != out), None)
            if other is not None:
                tail = f", which may be {describe(Pointer(other))} from {cell.ins[other].at}"
                self.verdicts.expose_concerned(out, "made from void *", seen, tail)
        for ctype, seen in cell.ins.items():
            other = next((out for out in cell.outs if out != ctype), None)
            if other is not None:
                tail = f", which is used as {describe(Pointer(other))} at {cell.outs[other].at}"
                self.verdicts.expose_concerned(ctype, "converted to void *", seen, tail)


def _is_scalar(ctype: CType) -> bool:
    return isinstance(ctype, Function) or is_arithmetic(ctype)
