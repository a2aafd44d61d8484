"""What all handlers of library calls share: arguments, and what happens to their memory."""

from __future__ import annotations

from collections.abc import Callable

from pycparser import c_ast

from dsu_kernel.analysis.facts import LibraryForm, LibraryUse
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import carries, target_of
from dsu_kernel.analysis.wrappability.flow.cells import POINTEE, Cell
from dsu_kernel.analysis.wrappability.flow.relations import Relations
from dsu_kernel.analysis.wrappability.flow.values import Values
from dsu_kernel.analysis.wrappability.heap.births import Births
from dsu_kernel.analysis.wrappability.heap.sizes import SizeTerm, SizeUses
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts, evidence
from dsu_kernel.cfront.model import TranslationUnit, place_of
from dsu_kernel.cfront.types import VOID_POINTER, CType, Function, Pointer, Record, Void

Handlers = dict[str, Callable[[Body, c_ast.FuncCall, str], None]]


class LibraryBase:
    """The state of the analysis of library calls; ``uses`` has the forms that are handled."""

    def __init__(
        self,
        code: Code,
        births: Births,
        sizes: SizeUses,
        relations: Relations,
        values: Values,
        verdicts: Verdicts,
    ) -> None:
        self.code = code
        self.births = births
        self.sizes = sizes
        self.relations = relations
        self.cells = relations.cells
        self.values = values
        self.verdicts = verdicts
        self.uses: dict[c_ast.FuncCall, LibraryUse] = {}

    def _pointee(self, unit: TranslationUnit, node: c_ast.Node) -> CType | None:
        """Return what a pointer argument points to before it became ``void *``."""
        node = self.code.strip_void(unit, node)
        if self.code.is_mark(unit, node):
            return None
        return target_of(self.code.value_type(unit, node))

    def _cell(self, unit: TranslationUnit, node: c_ast.Node) -> Cell | None:
        return self.values.value(unit, self.code.strip_void(unit, node))

    def _expose(self, body: Body, node: c_ast.Node, what: str, *, deep: bool = False) -> None:
        """The bytes behind a pointer are seen by code that does not know their layout."""
        target = self._pointee(body.unit, node)
        seen = evidence(node)
        if isinstance(target, Void | Function):
            cell = self._cell(body.unit, node)
            if cell is not None and deep:
                cell.deep = cell.deep or (what, seen)
            elif cell is not None:
                cell.exposed = cell.exposed or (what, seen)
        elif deep:
            self.verdicts.expose_deep(target, what, seen)
            self._expose_inside(body, node, target, (what, seen))
        else:
            self.verdicts.expose(target, what, seen)

    def _expose_inside(
        self, body: Body, node: c_ast.Node, target: CType | None, why: tuple[str, Evidence]
    ) -> None:
        """What untyped pointers lead to that lie in exposed memory is exposed, too."""
        if target is not None:
            self._expose_behind(self._cell(body.unit, node), Pointer(target), why)
        for key in sorted(self.code.shapes.reachable(target)):
            for leaf in self.code.shapes.leaves(Record(key)):
                if leaf is not None and leaf.member is not None and carries(leaf.ctype):
                    self._expose_behind(self.values.member(*leaf.member), leaf.ctype, why)

    def _expose_behind(self, cell: Cell | None, ctype: CType, why: tuple[str, Evidence]) -> None:
        """Expose what the last of a chain of pointers leads to."""
        inner = target_of(ctype)
        while cell is not None and isinstance(inner, Pointer):
            cell, inner = self.cells.part(cell, POINTEE), target_of(inner)
        if cell is not None and isinstance(inner, Void | Function):
            cell.deep = cell.deep or why

    def expose_operand(self, body: Body, node: c_ast.Node) -> None:
        """An operand of assembly: what it points to may be read and written."""
        if isinstance(self.code.value_type(body.unit, node), Pointer):
            self._expose(body, node, "used in assembly", deep=True)

    def _use_as(self, body: Body, node: c_ast.Node, ctype: CType) -> None:
        """A pointer argument is used as a pointer to ``ctype``."""
        if self.code.is_mark(body.unit, node):
            return
        source = self.code.strip_void(body.unit, node)
        value = self.values.typed(body.unit, source)
        self.relations.relate(value, (Pointer(ctype), None), evidence(node))

    def _result(self, body: Body, call: c_ast.FuncCall, argument: c_ast.Node) -> None:
        """The call returns its argument."""
        if carries(self.code.type(body.unit, call)):
            source = self.values.typed(body.unit, self.code.strip_void(body.unit, argument))
            if isinstance(source[0], Pointer):
                target = (VOID_POINTER, self.values.temporary(call))
                self.relations.relate(source, target, evidence(argument))

    def _note(self, call: c_ast.FuncCall, form: LibraryForm, ctype: CType) -> None:
        records = tuple(sorted(self.code.shapes.holds(ctype)))
        if records:
            self.uses[call] = LibraryUse(form, ctype, records, place_of(call))

    @staticmethod
    def _fits(target: CType | None, term: SizeTerm) -> bool:
        return target is None or isinstance(target, Void) or target == term.element

    def _called_back(self, body: Body, argument: c_ast.Node, known: int = -1) -> None:
        """A function given to the library gets pointers from nowhere, but for one parameter."""
        target = self._pointee(body.unit, argument)
        cell = self._cell(body.unit, argument)
        if not isinstance(target, Function) or cell is None:
            return
        if known < 0:
            cell.called = cell.called or evidence(argument)
        for index in range(len(target.params)):
            if index != known:
                part = self.cells.part(cell, index)
                part.raw = part.raw or evidence(argument)
