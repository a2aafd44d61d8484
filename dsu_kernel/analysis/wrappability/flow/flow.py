"""The flow of untyped pointers through the program: which memory may be used as which type.

Every movement of a value relates the cell it comes from to the cell it goes to; the classes that
result are judged at the end. Calls of library functions are in :mod:`library_calls`.
"""

from __future__ import annotations

from itertools import combinations

from pycparser import c_ast

from dsu_kernel.analysis.syntax.questions import called_symbol, function_type
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body, Move
from dsu_kernel.analysis.wrappability.code.shapes import carries, plain, target_of
from dsu_kernel.analysis.wrappability.flow.cells import RESULT, Cell
from dsu_kernel.analysis.wrappability.flow.judge import judge
from dsu_kernel.analysis.wrappability.flow.library_calls import LibraryCalls
from dsu_kernel.analysis.wrappability.flow.relations import Relations
from dsu_kernel.analysis.wrappability.flow.unions import punned_unions
from dsu_kernel.analysis.wrappability.flow.values import Values
from dsu_kernel.analysis.wrappability.heap.births import Births
from dsu_kernel.analysis.wrappability.heap.sizes import SizeUses
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts, evidence
from dsu_kernel.cfront.model import FunctionDef, place_of
from dsu_kernel.cfront.types import CType, Pointer, Record, Void, decay


class Flow:
    """Runs over all bodies once, then judges."""

    def __init__(self, code: Code, births: Births, sizes: SizeUses, verdicts: Verdicts) -> None:
        self.code = code
        self.births = births
        self.verdicts = verdicts
        self.relations = Relations(code.shapes, verdicts)
        self.values = Values(code, self.relations)
        self.library = LibraryCalls(code, births, sizes, self.relations, self.values, verdicts)
        # Untyped pointers that are passed in, and taken out of, variable argument lists.
        self._listed: list[tuple[Cell | None, CType, c_ast.Node]] = []
        self._taken: list[tuple[Cell | None, CType, c_ast.Node]] = []

    def run(self) -> None:
        """Do everything."""
        for body in self.code.bodies:
            for call in body.calls:
                self._call(body, call)
            for move in body.moves:
                self._move(body, move)
            for statement in body.asms:
                for operand in [*(statement.outputs or ()), *(statement.inputs or ())]:
                    self.library.expose_operand(body, operand.expr)
            for declaration, function in body.cleanups:
                self._cleanup(body, declaration, function)
        self._unions()
        for known, other in self.code.rivals:
            for left, right in zip(known.params, other.params, strict=False):
                if carries(left.ctype) and carries(right.ctype):
                    cells = self.relations.cells
                    cells.unify(self.values.symbol(left), self.values.symbol(right))
        self._variable_arguments()
        judge(self.relations)

    def _flow(self, source: Cell, target: Cell) -> None:
        self.relations.cells.flow(source, target)

    # Movements ---------------------------------------------------------------------------------

    def _move(self, body: Body, move: Move) -> None:
        if move.why in ("argument", "variadic"):
            return
        target = move.target
        if target is None or not isinstance(decay(target), Pointer):
            self._to_number(body, move)
            return
        if self.code.is_mark(body.unit, move.expr):
            return
        if self._is_born(body, move.expr, target):
            return
        source = self.values.typed(body.unit, move.expr)
        if isinstance(source[0], Void):
            return
        cell = self._destination(body, move) if carries(target) else None
        seen = Evidence(move.place, move.cast or move.expr)
        self.relations.relate(source, (decay(target), cell), seen)

    def _is_born(self, body: Body, node: c_ast.Node, target: CType) -> bool:
        """Whether the pointer is the result of a birth of just such an object."""
        node = self.code.strip_void(body.unit, node)
        birth = self.births.by_call.get(node) if isinstance(node, c_ast.FuncCall) else None
        return birth is not None and birth.target == target_of(target)

    def _to_number(self, body: Body, move: Move) -> None:
        """Let pointers become integers, and structs structs; anything else exposes them."""
        if move.target is None or isinstance(move.target, Record):
            return
        source = self.code.value_type(body.unit, move.expr)
        if isinstance(source, Pointer):
            self.relations.relate((source, None), (decay(move.target), None), evidence(move.expr))

    def _destination(self, body: Body, move: Move) -> Cell:
        values = self.values
        if move.why == "assign" and move.lvalue is not None:
            return values.place(body.unit, move.lvalue)
        if move.member is not None:
            return values.member(*move.member)
        if move.why == "init" and move.symbol is not None:
            return values.symbol(move.symbol)
        if move.cast is not None:
            return values.temporary(move.cast)
        if move.literal is not None:
            return values.temporary(move.literal)
        if move.why == "return" and body.function is not None:
            return values.result(body.function)
        return values.temporary(move.expr)

    def _cleanup(self, body: Body, declaration: c_ast.Decl, function: str) -> None:
        """A variable's address is given to a function when its scope ends."""
        variable = body.unit.introduces.get(declaration)
        symbol = body.unit.lookup(function.strip())
        if variable is None:
            return
        source = (
            Pointer(variable.ctype),
            self.relations.cells.pointer_to(self.values.symbol(variable)),
        )
        definition = self.code.definition(symbol)
        if definition is None or not definition.params:
            what = f"given to {function} when its scope ends"
            self.verdicts.expose_deep(variable.ctype, what, evidence(declaration))
            return
        param = definition.params[0]
        cell = self.values.symbol(param) if carries(param.ctype) else None
        self.relations.relate(source, (param.ctype, cell), Evidence(place_of(declaration)))

    def _unions(self) -> None:
        """Members of a union share memory, and so do the pointers in them."""
        shapes = self.code.shapes
        punned = punned_unions(self.code.bodies, shapes)
        for key, definition in list(shapes.records.items()):
            if definition.kind != "union":
                continue
            seen = Evidence(definition.place)
            where = f" in {key.spelling}"
            members = [shapes.leaves(f.ctype, (key, f.name or "")) for f in definition.fields]
            for left, right in combinations(members, 2):
                self.relations.share(left, right, seen, where, tagged=key not in punned)

    # Calls -------------------------------------------------------------------------------------

    def _call(self, body: Body, call: c_ast.FuncCall) -> None:
        definition = self.code.callee(body.unit, call)
        if definition is not None:
            self._program_call(body, call, definition)
            return
        name = self.code.library(body.unit, call)
        if name in ("va_arg", "__va_arg"):
            self._va_arg(body, call)
        elif name is not None:
            self.library.call(body, call, name, called_symbol(body.unit, call))
        else:
            self._indirect_call(body, call)

    def _program_call(self, body: Body, call: c_ast.FuncCall, definition: FunctionDef) -> None:
        params = definition.params
        for index, argument in enumerate(arguments(call)):
            if index < len(params):
                param = params[index]
                cell = self.values.symbol(param) if carries(param.ctype) else None
                self._unchecked(body, argument, param.ctype)
                self._pass(body, call, argument, param.ctype, cell)
            else:
                self._list(body, argument)
        fresh = self.births.allocators.of_call(body, call)
        birth = self.births.by_call.get(call)
        if birth is not None:
            self.library.born(body, call, birth)
        elif fresh is not None:
            self.library.allocated(body, call, fresh.old)
        elif carries(self.code.type(body.unit, call)):
            self._flow(self.values.result(definition), self.values.temporary(call))

    def _unchecked(self, body: Body, argument: c_ast.Node, target: CType) -> None:
        """Without a prototype in sight, gcc hands over one struct where another is expected."""
        given = self.code.value_type(body.unit, argument)
        if isinstance(given, Record) and plain(given) != plain(target):
            for ctype in (given, plain(target)):
                self.verdicts.expose(ctype, "passed as another type", evidence(argument))

    def _pass(
        self,
        body: Body,
        call: c_ast.FuncCall,
        argument: c_ast.Node,
        target: CType,
        cell: Cell | None,
    ) -> None:
        if not isinstance(decay(target), Pointer) or self.code.is_mark(body.unit, argument):
            return
        source = self.values.typed(body.unit, argument)
        seen = Evidence(place_of(argument), call)
        self.relations.relate(source, (decay(target), cell), seen)

    def _indirect_call(self, body: Body, call: c_ast.FuncCall) -> None:
        ctype = function_type(body.unit, call)
        cell = self.values.value(body.unit, call.name)
        if ctype is None or cell is None:
            for argument in arguments(call):
                target = target_of(self.code.value_type(body.unit, argument))
                self.verdicts.expose_deep(
                    target, "passed to an unknown function", evidence(argument)
                )
            return
        cells = self.relations.cells
        for index, argument in enumerate(arguments(call)):
            part = cells.part(cell, index)
            if index < len(ctype.params):
                param = ctype.params[index]
                self._pass(body, call, argument, param, part if carries(param) else None)
                if not self.code.is_mark(body.unit, argument):
                    self.values.went_in(part, param, evidence(argument))
            elif not self.code.is_mark(body.unit, argument):
                self._pass_untyped(body, argument, part, listed=ctype.variadic)
        result = cells.part(cell, RESULT)
        if carries(self.code.type(body.unit, call)):
            self._flow(result, self.values.temporary(call))
        else:
            self.values.came_out(result, ctype.result, evidence(call))

    def _pass_untyped(self, body: Body, argument: c_ast.Node, part: Cell, *, listed: bool) -> None:
        ctype, cell = self.values.typed(body.unit, argument)
        if listed:
            self._list(body, argument)
        elif cell is not None:
            self._flow(cell, part)
        else:
            self.values.went_in(part, ctype, evidence(argument))

    # Variable arguments ------------------------------------------------------------------------

    def _list(self, body: Body, argument: c_ast.Node) -> None:
        ctype, cell = self.values.typed(body.unit, argument)
        if isinstance(ctype, Pointer) and not self.code.is_mark(body.unit, argument):
            self._listed.append((cell, ctype, argument))

    def _va_arg(self, body: Body, call: c_ast.FuncCall) -> None:
        ctype = self.code.value_type(body.unit, call)
        if isinstance(ctype, Pointer):
            cell = self.values.temporary(call) if carries(ctype) else None
            self._taken.append((cell, ctype, call))

    def _variable_arguments(self) -> None:
        """Connect the lists: an argument and its ``va_arg`` differ at most in being ``void *``."""
        common = self.relations.cells.new()
        in_untyped = any(self._is_untyped(ctype) for _, ctype, _ in self._listed)
        out_untyped = any(self._is_untyped(ctype) for _, ctype, _ in self._taken)
        for cell, ctype, node in self._listed:
            if cell is not None:
                self._flow(cell, common)
            elif out_untyped:
                self.values.went_in(common, ctype, evidence(node))
        for cell, ctype, node in self._taken:
            if cell is not None:
                self._flow(common, cell)
            elif in_untyped:
                self.values.came_out(common, ctype, evidence(node))

    @staticmethod
    def _is_untyped(ctype: CType) -> bool:
        return isinstance(ctype, Pointer) and isinstance(ctype.target, Void)
