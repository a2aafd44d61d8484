"""What happens when a pointer of one type becomes a pointer of another.

Untyped pointers (``void *``) carry cells; a conversion to one notes what went in, a conversion
from one notes what came out. Typed pointers need no cells: a mismatch exposes bytes at once.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import zip_longest

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.wrappability.code.shapes import Leaf, Shapes, carries, target_of
from dsu_kernel.analysis.wrappability.flow.cells import POINTEE, Cell, Cells
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts
from dsu_kernel.cfront.types import (
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
    """Relates types and cells; :mod:`.judge` draws the conclusions."""

    def __init__(self, shapes: Shapes, verdicts: Verdicts) -> None:
        self.shapes = shapes
        self.verdicts = verdicts
        self.cells = Cells()
        # All memory that is handled as characters or plain numbers, as far as pointers lie in it.
        self.bytes = self.cells.new()
        for cell in (self.bytes, self.cells.part(self.bytes, POINTEE)):
            cell.takes = cell.gives = True
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
            if both:
                self.cells.unify(scell, dcell)
            else:
                self.cells.flow(scell, dcell)
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
        elif a != b and isinstance(a, Function) and isinstance(b, Function):
            self._functions(a, b, seen)
        elif a != b:
            self._mismatch((a, scell), (b, dcell), seen, both)

    def _functions(self, a: Function, b: Function, seen: Evidence) -> None:
        """Called as another type, a function may get other structs by value than it expects."""
        pairs = [(a.result, b.result)]
        if a.prototyped and b.prototyped:
            pairs += zip_longest(a.params, b.params, fillvalue=Void())
        for own, other in pairs:
            if own != other:
                what = f"handed over by a call of a {describe(Pointer(b))}"
                self.verdicts.expose(own, what, seen)
                self.verdicts.expose(other, what, seen)

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

    def as_bytes(self, ctype: CType, seen: Evidence) -> None:
        """Pointers of this type lie in memory that is also accessed as something else."""
        self._enter(self.bytes, ctype, seen, True)

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


def _is_scalar(ctype: CType) -> bool:
    return isinstance(ctype, Function) or is_arithmetic(ctype)
