"""Every place where the value of an expression is converted to the type its context wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Conversion, FunctionDef, TranslationUnit, child_nodes, place_of
from dsu_kernel.cfront.semantics.constants import ConstantEvaluator
from dsu_kernel.cfront.semantics.initialisers import Elaborator
from dsu_kernel.cfront.types import CType, Function, Opaque, Pointer, unqualified

_UNKNOWN = Opaque("unknown")


def conversions(unit: TranslationUnit, function: FunctionDef | None = None) -> Iterator[Conversion]:
    """Yield the conversions in one function, or in the whole unit (file-scope objects included).

    Conversions to the same type are included; compound assignments and the usual arithmetic
    conversions are not.
    """
    walker = _Walker(unit)
    if function is not None:
        yield from walker.function(function)
        return
    for item in unit.items:
        if isinstance(item, c_ast.FuncDef):
            found = unit.functions.get(item.decl.name)
            if found is not None:
                yield from walker.function(found)
        else:
            yield from walker.walk(item, None)


def conversions_below(unit: TranslationUnit, declaration: c_ast.Decl) -> Iterator[Conversion]:
    """Yield the conversions in one declaration at file scope."""
    yield from _Walker(unit).walk(declaration, None)


class _Walker:
    """Visits nodes in source order and reports the conversions at each."""

    def __init__(self, unit: TranslationUnit) -> None:
        self._unit = unit
        self._types = unit.types
        constants = ConstantEvaluator(unit.types, unit.refs)
        self._elaborator = Elaborator(unit.types, unit.record, constants)
        self._result: CType | None = None
        # Declarators of one declaration share specifier nodes.
        self._seen: set[int] = set()
        self._reporters: dict[type, Callable[[Any], Iterator[Conversion]]] = {
            c_ast.Decl: self._declaration,
            c_ast.CompoundLiteral: self._compound_literal,
            c_ast.Assignment: self._assignment,
            c_ast.Cast: self._cast,
            c_ast.Return: self._return,
            c_ast.TernaryOp: self._conditional,
            c_ast.FuncCall: self._call,
        }

    def function(self, function: FunctionDef) -> Iterator[Conversion]:
        """Yield the conversions in a function's body."""
        ctype = function.symbol.ctype
        result = ctype.result if isinstance(ctype, Function) else None
        yield from self.walk(function.node.body, result)

    def walk(self, root: c_ast.Node, result: CType | None) -> Iterator[Conversion]:
        """Yield the conversions under ``root``; ``result`` is what ``return`` converts to."""
        self._result = result
        pending = [root]
        while pending:
            node = pending.pop()
            kind = node.__class__
            if kind in (c_ast.Struct, c_ast.Union, c_ast.Enum):
                if id(node) in self._seen:
                    continue
                self._seen.add(id(node))
            reporter = self._reporters.get(kind)
            if reporter is not None:
                yield from reporter(node)
            pending.extend(reversed(child_nodes(node)))

    def _conversion(
        self,
        node: c_ast.Node,
        target: CType | None,
        why: str,
        call: c_ast.FuncCall | None = None,
        index: int | None = None,
    ) -> Conversion:
        source = self._types.get(node, _UNKNOWN)
        return Conversion(node, source, target, why, call, index, place_of(node))

    def _declaration(self, node: c_ast.Decl) -> Iterator[Conversion]:
        if node.init is not None:
            yield from self._initialiser(node.init, self._types.get(node, _UNKNOWN))

    def _compound_literal(self, node: c_ast.CompoundLiteral) -> Iterator[Conversion]:
        yield from self._initialiser(node.init, self._types.get(node, _UNKNOWN))

    def _initialiser(self, init: c_ast.Node, target: CType) -> Iterator[Conversion]:
        for item in self._elaborator.leaves(init, target):
            if not isinstance(item.node, c_ast.InitList):
                yield self._conversion(item.node, item.ctype or _UNKNOWN, "init")

    def _assignment(self, node: c_ast.Assignment) -> Iterator[Conversion]:
        if node.op == "=":
            target = self._types.get(node.lvalue, _UNKNOWN)
            yield self._conversion(node.rvalue, unqualified(target), "assign")

    def _cast(self, node: c_ast.Cast) -> Iterator[Conversion]:
        yield self._conversion(node.expr, self._types.get(node, _UNKNOWN), "cast")

    def _return(self, node: c_ast.Return) -> Iterator[Conversion]:
        if node.expr is not None:
            yield self._conversion(node.expr, self._result, "return")

    def _conditional(self, node: c_ast.TernaryOp) -> Iterator[Conversion]:
        target = self._types.get(node, _UNKNOWN)
        yield self._conversion(node.iftrue or node.cond, target, "conditional")
        yield self._conversion(node.iffalse, target, "conditional")

    def _call(self, node: c_ast.FuncCall) -> Iterator[Conversion]:
        callee = self._types.get(node.name, _UNKNOWN)
        if isinstance(callee, Pointer):
            callee = callee.target
        params: tuple[CType, ...] = ()
        if isinstance(callee, Function) and callee.prototyped:
            params = callee.params
        for index, argument in enumerate(node.args.exprs if node.args else ()):
            if isinstance(argument, c_ast.Typename) or self._is_designator(node, index):
                continue
            if index < len(params):
                yield self._conversion(argument, params[index], "argument", node, index)
            else:
                yield self._conversion(argument, None, "variadic", node, index)

    @staticmethod
    def _is_designator(node: c_ast.FuncCall, index: int) -> bool:
        name = getattr(node.name, "name", "")
        return index == 1 and name in ("__builtin_offsetof", "offsetof")
