"""The cells of expressions: what an untyped pointer expression may hold, and where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.questions import value_of_block
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.shapes import carries, plain, strip_arrays
from dsu_kernel.analysis.wrappability.flow.cells import POINTEE, RESULT, Cell
from dsu_kernel.analysis.wrappability.flow.relations import Relations
from dsu_kernel.analysis.wrappability.verdicts import Evidence, evidence
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, decay

_STEPS = frozenset({"++", "--", "p++", "p--", "__extension__"})


class Values:
    """Gives every storage place and every untyped pointer expression its cell."""

    def __init__(self, code: Code, relations: Relations) -> None:
        self.code = code
        self.relations = relations
        self.cells = relations.cells
        self.storage = relations.storage
        self.member = relations.member
        self._temporary: dict[c_ast.Node, Cell] = {}
        self._functions: dict[Hashable, Cell] = {}
        self._values: dict[type, Callable[[TranslationUnit, Any], Cell | None]] = {
            c_ast.ID: self._id,
            c_ast.Assignment: lambda unit, node: self._held(unit, node.lvalue),
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.TernaryOp: self._ternary,
            c_ast.ExprList: lambda unit, node: self.value(unit, node.exprs[-1]),
            StmtExpr: self._block,
            c_ast.CompoundLiteral: self._held,
            c_ast.GenericSelection: self._generic,
            c_ast.ArrayRef: self._held,
            c_ast.StructRef: self._held,
        }

    # Places ------------------------------------------------------------------------------------

    def symbol(self, symbol: Symbol) -> Cell:
        """Return the cell of an object."""
        return self.storage(symbol.key if symbol.key is not None else symbol)

    def result(self, function: FunctionDef) -> Cell:
        """Return the cell of what a function returns."""
        return self.storage((function.key, RESULT))

    def temporary(self, node: c_ast.Node) -> Cell:
        """Return the cell of an expression's own value."""
        found = self._temporary.get(node)
        if found is None:
            found = self._temporary[node] = self.cells.new()
        return found.root()

    def place(self, unit: TranslationUnit, node: c_ast.Node) -> Cell:
        """Return the cell of an lvalue; arrays share the cell of their elements."""
        if isinstance(node, c_ast.ID):
            symbol = unit.refs.get(node)
            return self.symbol(symbol) if symbol is not None else self._unknown(node)
        if isinstance(node, c_ast.StructRef):
            member = unit.members.get(node)
            if member is None:
                return self._unknown(node)
            key = member.record
            for step in member.path[:-1]:
                inner = strip_arrays(step.ctype)
                key = getattr(inner, "key", key)
            return self.member(key, member.field.name or "")
        if isinstance(node, c_ast.ArrayRef):
            base = node.name
            if not isinstance(self.code.value_type(unit, base), Pointer):
                base = node.subscript
            return self._target(unit, base)
        if isinstance(node, c_ast.UnaryOp) and node.op == "*":
            return self._target(unit, node.expr)
        if isinstance(node, c_ast.UnaryOp) and node.op == "__extension__":
            return self.place(unit, node.expr)
        return self.temporary(node)

    def _target(self, unit: TranslationUnit, pointer: c_ast.Node) -> Cell:
        if isinstance(self.code.type(unit, pointer), Array):
            return self.place(unit, pointer)
        cell = self.value(unit, pointer)
        return self.cells.part(cell, POINTEE) if cell is not None else self._unknown(pointer)

    def _unknown(self, node: c_ast.Node) -> Cell:
        cell = self.temporary(node)
        cell.raw = cell.raw or evidence(node)
        return cell

    # Values ------------------------------------------------------------------------------------

    def value(self, unit: TranslationUnit, node: c_ast.Node) -> Cell | None:
        """Return the cell of an expression's value; None for types that carry none."""
        if not carries(self.code.type(unit, node)):
            return None
        handler = self._values.get(type(node))
        found = handler(unit, node) if handler else None
        return found.root() if found is not None else self.temporary(node)

    def typed(self, unit: TranslationUnit, node: c_ast.Node) -> tuple[CType, Cell | None]:
        """Return the type of an expression's value with its cell."""
        return self.code.value_type(unit, node), self.value(unit, node)

    def _held(self, unit: TranslationUnit, node: c_ast.Node) -> Cell:
        """Return the value of an lvalue: its contents, or the address of an array."""
        cell = self.place(unit, node)
        if isinstance(self.code.type(unit, node), Array):
            return self.cells.pointer_to(cell)
        return cell

    def _id(self, unit: TranslationUnit, node: c_ast.ID) -> Cell:
        symbol = unit.refs.get(node)
        if symbol is not None and symbol.kind == "function":
            return self.function(symbol, node)
        return self._held(unit, node)

    def _unary(self, unit: TranslationUnit, node: c_ast.UnaryOp) -> Cell | None:
        if node.op in _STEPS:
            return self.value(unit, node.expr)
        is_function = isinstance(self.code.type(unit, node.expr), Function)
        if node.op == "&":
            if is_function:
                return self.value(unit, node.expr)
            return self.cells.pointer_to(self.place(unit, node.expr))
        if node.op == "*":
            if is_function or isinstance(self.code.type(unit, node), Function):
                return self.value(unit, node.expr)
            return self._held(unit, node)
        return None

    def _binary(self, unit: TranslationUnit, node: c_ast.BinaryOp) -> Cell | None:
        left = isinstance(self.code.value_type(unit, node.left), Pointer)
        return self.value(unit, node.left if left else node.right)

    def _ternary(self, unit: TranslationUnit, node: c_ast.TernaryOp) -> Cell:
        known = node in self._temporary
        cell = self.temporary(node)
        if not known:
            target = (self.code.value_type(unit, node), cell)
            for branch in (node.iftrue or node.cond, node.iffalse):
                if not self.code.is_mark(unit, branch):
                    self.relations.relate(self.typed(unit, branch), target, evidence(branch))
        return cell.root()

    def _block(self, unit: TranslationUnit, node: StmtExpr) -> Cell | None:
        last = value_of_block(node)
        return self.value(unit, last) if last is not None else None

    def _generic(self, unit: TranslationUnit, node: c_ast.GenericSelection) -> Cell:
        """The chosen expression is one of those with the selection's type."""
        cell = self.temporary(node)
        ctype = plain(self.code.value_type(unit, node))
        for association in node.associations:
            found = self.value(unit, association.expr)
            same = plain(self.code.value_type(unit, association.expr)) == ctype
            if found is not None and same:
                self.cells.flow(found, cell)
        return cell.root()

    # Functions ---------------------------------------------------------------------------------

    def function(self, symbol: Symbol, node: c_ast.Node) -> Cell:
        """Return the cell that describes a function whose address is taken."""
        key = symbol.key or symbol
        known = self._functions.get(key)
        if known is not None:
            return known.root()
        cell = self._functions[key] = self.cells.new()
        definition = self.code.definition(symbol)
        ctype = symbol.ctype
        if isinstance(ctype, Function):
            self._describe(cell, ctype, definition, symbol, evidence(node))
        return cell.root()

    def _describe(
        self,
        cell: Cell,
        ctype: Function,
        definition: FunctionDef | None,
        symbol: Symbol,
        seen: Evidence,
    ) -> None:
        """Enter parameters and result: typed ones come out of, or go into, what callers pass."""
        params = [p.ctype for p in definition.params] if definition else list(ctype.params)
        for index, param in enumerate(params):
            part = self.cells.part(cell, index)
            if definition is not None and carries(param):
                self.cells.flow(part, self.symbol(definition.params[index]))
            elif definition is None:
                self._foreign(part, symbol, seen)
            self.came_out(part, param, seen)
        if definition is not None and carries(ctype.result):
            self.cells.flow(self.result(definition), self.cells.part(cell, RESULT))
        elif isinstance(ctype.result, Pointer):
            result = self.cells.part(cell, RESULT)
            if definition is None:
                result.raw = result.raw or seen
            if not carries(ctype.result):
                result.ins.setdefault(plain(strip_arrays(ctype.result.target)), seen)

    def _foreign(self, part: Cell, symbol: Symbol, seen: Evidence) -> None:
        if libc.bare(symbol.name) not in libc.ADDRESS_ONLY:
            part.deep = part.deep or (f"its bytes are exposed to {symbol.name}", seen)

    def came_out(self, cell: Cell, ctype: CType, seen: Evidence) -> None:
        """Note that a value of a typed pointer type comes out of a function's cell."""
        ctype = decay(ctype)
        if isinstance(ctype, Pointer) and not carries(ctype):
            cell.root().outs.setdefault(plain(strip_arrays(ctype.target)), seen)

    def went_in(self, cell: Cell, ctype: CType, seen: Evidence) -> None:
        """Note that a value of a typed pointer type goes into a function's cell."""
        ctype = decay(ctype)
        if isinstance(ctype, Pointer) and not carries(ctype):
            cell.root().ins.setdefault(plain(strip_arrays(ctype.target)), seen)
