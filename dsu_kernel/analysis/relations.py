"""What happens when a pointer of one type becomes a pointer of another.

Untyped pointers (``void *``) carry cells; a conversion to one notes what went in, a conversion
from one notes what came out. Typed pointers need no cells: a mismatch exposes bytes at once.
"""

from __future__ import annotations

from dsu_kernel.analysis.cells import POINTEE, Cell, Cells
from dsu_kernel.analysis.shapes import Shapes, target_of
from dsu_kernel.analysis.verdicts import Evidence, Verdicts
from dsu_kernel.cfront.ctype import (
    CType,
    Function,
    Pointer,
    Record,
    Void,
    describe,
    is_arithmetic,
)


class Relations:
    """Relates types and cells, and judges the classes at the end."""

    def __init__(self, shapes: Shapes, verdicts: Verdicts) -> None:
        self.shapes = shapes
        self.verdicts = verdicts
        self.cells = Cells()
        # All memory that is handled as characters or plain numbers, as far as pointers lie in it.
        self.bytes = self.cells.new()
        self._punned: set[tuple[CType, CType]] = set()

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
            self._mismatch(a, b, seen, both)

    def _inside(self, cell: Cell | None) -> Cell | None:
        return self.cells.part(cell, POINTEE) if cell is not None else None

    def _enter(self, cell: Cell | None, ctype: CType, seen: Evidence, both: bool) -> None:
        if cell is None:
            self.verdicts.expose_concerned(ctype, "lost in an untyped pointer", seen)
            return
        root = cell.root()
        root.ins.setdefault(ctype, seen)
        if both:
            root.outs.setdefault(ctype, seen)

    def _leave(self, cell: Cell | None, ctype: CType, seen: Evidence, both: bool) -> None:
        if cell is None:
            self.verdicts.expose_concerned(ctype, "made from an unknown pointer", seen)
            return
        root = cell.root()
        root.outs.setdefault(ctype, seen)
        if both:
            root.ins.setdefault(ctype, seen)

    def _mismatch(self, a: CType, b: CType, seen: Evidence, both: bool) -> None:
        shapes, verdicts = self.shapes, self.verdicts
        structs = isinstance(a, Record) or isinstance(b, Record)
        if not structs and not shapes.concerned(a) and not shapes.concerned(b):
            return
        to, source = f"converted to {describe(Pointer(b))}", f"made from {describe(Pointer(a))}"
        verdicts.expose_itself(a, to, seen)
        verdicts.expose_itself(b, source, seen)
        verdicts.expose(a, to, seen)
        verdicts.expose(b, source, seen)
        if isinstance(a, Function) or isinstance(b, Function):
            verdicts.expose_concerned(a, "converted to a function pointer", seen)
            verdicts.expose_concerned(b, "made from a function pointer", seen)
        if isinstance(a, Pointer) != isinstance(b, Pointer):
            self._pointers_as_bytes(a, b, seen, both)
        self._pun(a, b, seen)

    def _pointers_as_bytes(self, a: CType, b: CType, seen: Evidence, both: bool) -> None:
        """Pointers that lie in memory accessed as characters or numbers: one class for them all."""
        if isinstance(a, Pointer) and not isinstance(b, Record):
            self._enter(self.bytes, a, seen, both)
        elif isinstance(b, Pointer) and not isinstance(a, Record):
            self._leave(self.bytes, b, seen, both)

    def _pun(self, a: CType, b: CType, seen: Evidence) -> None:
        if (a, b) in self._punned:
            return
        self._punned.add((a, b))
        for x, y in self.shapes.punned(a, b):
            text = f"{describe(x)} may be read as {describe(y)}"
            self.verdicts.expose_concerned(x, text, seen)
            self.verdicts.expose_concerned(y, text, seen)

    # Judging -----------------------------------------------------------------------------------

    def judge(self) -> None:
        """Fix the types of every class whose memory is not known to hold just that type."""
        for cell in self.cells.classes():
            if cell.ins or cell.outs:
                self._judge(cell)

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
        for ctype, seen in cell.outs.items():
            if cell.fresh is not None:
                at = f"{cell.fresh.place.unit}:{cell.fresh.place.line}"
                what = f"used as {describe(Pointer(ctype))} in memory allocated at {at}"
                verdicts.expose(ctype, f"{what}, whose size does not name the type,", seen)
            elif cell.raw is not None:
                what = f"made from a pointer to memory of unknown birth ({cell.raw.line})"
                verdicts.expose(ctype, what, seen)

    def _mixed(self, cell: Cell) -> None:
        for out, seen in cell.outs.items():
            other = next((ctype for ctype in cell.ins if ctype != out), None)
            if other is not None:
                source = cell.ins[other]
                at = f"{source.place.unit}:{source.place.line}"
                what = f"made from void *, which may be {describe(Pointer(other))} from {at},"
                self.verdicts.expose_concerned(out, what, seen)
        for ctype, seen in cell.ins.items():
            other = next((out for out in cell.outs if out != ctype), None)
            if other is not None:
                at = f"{cell.outs[other].place.unit}:{cell.outs[other].place.line}"
                what = f"converted to void *, which is used as {describe(Pointer(other))} at {at},"
                self.verdicts.expose_concerned(ctype, what, seen)
