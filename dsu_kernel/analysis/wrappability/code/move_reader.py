"""Reads the syntax of a unit once and lists what happens in each body: see :mod:`moves`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pycparser import c_ast

from dsu_kernel.analysis.syntax.questions import called_symbol, function_type
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.initialised import Initialised, Owners, owners, spread
from dsu_kernel.analysis.wrappability.code.moves import Body, Move, Why
from dsu_kernel.cfront.model import Symbol, TranslationUnit, child_nodes
from dsu_kernel.cfront.semantics.attributes import declared
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import CType, Function, decay

_UNEVALUATED = frozenset({"sizeof", "_Alignof", "__alignof__", "__alignof", "alignof"})


def bodies(unit: TranslationUnit) -> Iterator[Body]:
    """Yield the file scope of a unit, then its functions."""
    by_node = {function.node: function for function in unit.functions.values()}
    outside = Body(unit, None)
    owned = owners(unit)
    found = [outside]
    for item in unit.items:
        function = by_node.get(item) if isinstance(item, c_ast.FuncDef) else None
        if function is None:
            _Walker(outside, owned).walk(item)
        else:
            body = Body(unit, function)
            _Walker(body, owned).function(function.node)
            found.append(body)
    yield from found


class _Walker:
    """Walks one body, without recursion: handlers put aside what is still to be visited.

    ``live`` is off inside operands that are not evaluated.
    """

    def __init__(self, body: Body, owned: Owners) -> None:
        self.body = body
        self.owned = owned
        self.unit = body.unit
        self.live = True
        self.pending: list[tuple[c_ast.Node, bool]] = []
        self.seen: set[c_ast.Node] = set()
        self.handlers: dict[type[c_ast.Node], Callable[[c_ast.Node], None]] = {
            c_ast.Assignment: self._assignment,
            c_ast.Decl: self._decl,
            c_ast.Return: self._return,
            c_ast.FuncCall: self._call,
            c_ast.Cast: self._cast,
            c_ast.CompoundLiteral: self._literal,
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.ID: self._id,
            c_ast.Struct: self._tag,
            c_ast.Union: self._tag,
            c_ast.TypeOf: self._unevaluated,
            c_ast.GenericSelection: self._generic,
            c_ast.StructRef: self._member,
            c_ast.ArrayRef: self._element,
            Asm: self._asm,
            c_ast.Pragma: self._pragma,
        }

    def function(self, node: c_ast.FuncDef) -> None:
        """Walk a function definition: its declarator for sizes only, then its body."""
        self.walk(node.decl.type, live=False)
        self.walk(node.body)

    def walk(self, node: c_ast.Node, *, live: bool = True) -> None:
        """Visit everything under a node."""
        waiting = [(node, live)]
        while waiting:
            current, self.live = waiting.pop()
            handler = self.handlers.get(type(current), self._visit_children)
            handler(current)
            # Depth first and in source order, so that the first reason found is the first to read.
            waiting += reversed(self.pending)
            self.pending.clear()

    def visit(self, node: c_ast.Node) -> None:
        """Put a node aside to be visited."""
        self.pending.append((node, self.live))

    def _visit_children(self, node: c_ast.Node) -> None:
        live = self.live
        self.pending += [(child, live) for child in child_nodes(node)]

    def _dead(self, node: c_ast.Node) -> None:
        self.pending.append((node, False))

    def _unevaluated(self, node: c_ast.Node) -> None:
        for child in child_nodes(node):
            self._dead(child)

    def _tag(self, node: c_ast.Node) -> None:
        if node not in self.seen:
            self.seen.add(node)
            self._unevaluated(node)

    def _move(self, move: Move) -> None:
        if self.live:
            self.body.moves.append(move)

    def _assignment(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.Assignment)
        if node.op == "=":
            target = self.unit.types.get(node.lvalue)
            self._move(Move("assign", node.rvalue, target, lvalue=node.lvalue))
        elif self.live:
            self.body.updates.append(node)
        self._visit_children(node)

    def _decl(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.Decl)
        self._dead(node.type)
        if node.bitsize is not None:
            self._dead(node.bitsize)
        if node.attributes or getattr(node.type, "attributes", None):
            for name, text in declared(node):
                if name == "cleanup":
                    self.body.cleanups.append((node, text))
        if node.init is None:
            return
        symbol = self.unit.introduces.get(node)
        ctype = self.unit.types.get(node) or (symbol.ctype if symbol else None)
        if ctype is not None:
            self._spread(ctype, node.init, symbol)
        self.visit(node.init)

    def _spread(
        self, ctype: CType, init: c_ast.Node, owner: Symbol | c_ast.CompoundLiteral | None
    ) -> None:
        for part in spread(self.unit, self.owned, ctype, init):
            self._initialised(part, owner)

    def _initialised(self, part: Initialised, owner: Symbol | c_ast.CompoundLiteral | None) -> None:
        if part.elided is not None:
            self.body.elided.append((part.elided, part.expr))
        elif part.member is not None:
            self._move(Move("member", part.expr, part.ctype, member=part.member))
        elif isinstance(owner, c_ast.CompoundLiteral):
            self._move(Move("init", part.expr, part.ctype, literal=owner))
        else:
            self._move(Move("init", part.expr, part.ctype, symbol=owner))

    def _literal(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.CompoundLiteral)
        self._dead(node.type)
        ctype = self.unit.types.get(node)
        if ctype is not None:
            self._spread(ctype, node.init, node)
        self.visit(node.init)

    def _return(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.Return)
        if node.expr is not None:
            function = self.body.function
            ftype = function.symbol.ctype if function else None
            result = ftype.result if isinstance(ftype, Function) else None
            self._move(Move("return", node.expr, result))
            self.visit(node.expr)

    def _call(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.FuncCall)
        (self.body.calls if self.live else self.body.constant).append(node)
        ftype = function_type(self.unit, node)
        params = ftype.params if ftype and ftype.prototyped else ()
        for index, argument in enumerate(arguments(node)):
            if isinstance(argument, c_ast.Typename):
                continue
            why: Why = "argument" if index < len(params) else "variadic"
            target = params[index] if index < len(params) else None
            self._move(Move(why, argument, target, call=node, index=index))
        if isinstance(node.name, c_ast.ID):
            if called_symbol(self.unit, node) is None:
                self.visit(node.name)
        else:
            self.visit(node.name)
        if node.args is not None:
            self.visit(node.args)

    def _cast(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.Cast)
        self._dead(node.to_type)
        target = self.unit.types.get(node)
        if target is not None:
            self._move(Move("cast", node.expr, decay(target), cast=node))
        if not self.live:
            self.body.constant.append(node.expr)
        self.visit(node.expr)

    def _unary(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.UnaryOp)
        if node.op == "sizeof":
            self.body.sizes.append(node)
            self._unevaluated(node)
        elif node.op in _UNEVALUATED:
            self.body.aligns.append(node)
            self._unevaluated(node)
        else:
            (self.body.nodes if self.live else self.body.constant).append(node)
            self.visit(node.expr)

    def _binary(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.BinaryOp)
        if node.op == "/":
            self.body.divisions.append(node)
        elif node.op == "-":
            self.body.differences.append(node)
        self._visit_children(node)

    def _id(self, node: c_ast.Node) -> None:
        if self.live and isinstance(node, c_ast.ID):
            symbol = self.unit.refs.get(node)
            if symbol is not None and symbol.kind == "function":
                self.body.taken.append(node)

    def _member(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.StructRef)
        if self.live:
            self.body.nodes.append(node)
        self.visit(node.name)

    def _element(self, node: c_ast.Node) -> None:
        if self.live:
            self.body.nodes.append(node)
        self._visit_children(node)

    def _generic(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.GenericSelection)
        self._dead(node.expr)
        for association in node.associations:
            self.visit(association.expr)

    def _asm(self, node: c_ast.Node) -> None:
        assert isinstance(node, Asm)
        self.body.asms.append(node)
        self._visit_children(node)

    def _pragma(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.Pragma)
        self.body.pragmas.append(node)
