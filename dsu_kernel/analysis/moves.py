"""Where values go: one pass over the syntax that lists every movement of a value to a place.

Each function (and the file scope, for initialisers) becomes one :class:`Body`. The other analyses
of this package read these lists instead of walking the tree again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, cast

from pycparser import c_ast

from dsu_kernel.analysis.initialised import Initialised, Owners, owners, spread
from dsu_kernel.cfront.attributes import declared
from dsu_kernel.cfront.ctype import CType, Function, Pointer, RecordKey, decay
from dsu_kernel.cfront.model import FunctionDef, Place, Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.nodes import Asm, StmtExpr

Why = Literal["assign", "init", "member", "argument", "variadic", "return", "cast"]
_UNEVALUATED = frozenset({"sizeof", "_Alignof", "__alignof__", "__alignof", "alignof"})


@dataclass(slots=True, eq=False)
class Move:
    """The value of ``expr`` goes to a place of type ``target`` (None: any, a variadic argument).

    The place is the one of: ``lvalue`` (assign), ``symbol`` or ``literal`` (init), ``member`` (an
    initialised member of a record), ``call`` and ``index`` (argument), ``cast``. A return goes to
    the function.
    """

    why: Why
    expr: c_ast.Node
    target: CType | None
    lvalue: c_ast.Node | None = None
    symbol: Symbol | None = None
    member: tuple[RecordKey, str] | None = None
    call: c_ast.FuncCall | None = None
    index: int = 0
    cast: c_ast.Cast | None = None
    literal: c_ast.CompoundLiteral | None = None

    @property
    def place(self) -> Place:
        """Where the value is written."""
        return place_of(self.expr)


@dataclass(slots=True, eq=False)
class Body:
    """What happens in one function, or outside all of them (``function`` None)."""

    unit: TranslationUnit
    function: FunctionDef | None
    moves: list[Move] = field(default_factory=list)
    calls: list[c_ast.FuncCall] = field(default_factory=list)
    sizes: list[c_ast.UnaryOp] = field(default_factory=list)
    aligns: list[c_ast.UnaryOp] = field(default_factory=list)
    divisions: list[c_ast.BinaryOp] = field(default_factory=list)
    asms: list[Asm] = field(default_factory=list)
    pragmas: list[c_ast.Pragma] = field(default_factory=list)
    taken: list[c_ast.ID] = field(default_factory=list)
    elided: list[tuple[CType, c_ast.Node]] = field(default_factory=list)
    nodes: list[c_ast.Node] = field(default_factory=list)
    cleanups: list[tuple[c_ast.Decl, str]] = field(default_factory=list)


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


def called_symbol(unit: TranslationUnit, call: c_ast.FuncCall) -> Symbol | None:
    """Return the function that a call names directly, if it does."""
    callee = call.name
    while isinstance(callee, c_ast.UnaryOp) and callee.op in ("*", "&"):
        callee = callee.expr
    symbol = unit.refs.get(callee) if isinstance(callee, c_ast.ID) else None
    return symbol if symbol is not None and symbol.kind == "function" else None


def callee_name(call: c_ast.FuncCall) -> str:
    """Return the identifier that is called, or ""."""
    return str(call.name.name) if isinstance(call.name, c_ast.ID) else ""


def arguments(call: c_ast.FuncCall) -> list[c_ast.Node]:
    """Return the arguments of a call."""
    return list(call.args.exprs) if call.args is not None else []


def function_type(unit: TranslationUnit, call: c_ast.FuncCall) -> Function | None:
    """Return the type of what is called."""
    ctype = unit.types.get(call.name)
    if ctype is None:
        symbol = called_symbol(unit, call)
        ctype = symbol.ctype if symbol else None
    if isinstance(ctype, Pointer):
        ctype = ctype.target
    return ctype if isinstance(ctype, Function) else None


def _children(node: c_ast.Node) -> Iterable[c_ast.Node]:
    # Every node class defines __iter__; the base class, and so the type checker, does not know.
    return cast("Iterable[c_ast.Node]", node)


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
        self.pending += [(child, live) for child in _children(node)]

    def _dead(self, node: c_ast.Node) -> None:
        self.pending.append((node, False))

    def _unevaluated(self, node: c_ast.Node) -> None:
        for child in _children(node):
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
        if self.live:
            self.body.calls.append(node)
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
            if self.live:
                self.body.nodes.append(node)
            self.visit(node.expr)

    def _binary(self, node: c_ast.Node) -> None:
        assert isinstance(node, c_ast.BinaryOp)
        if node.op == "/":
            self.body.divisions.append(node)
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


def value_of_block(node: StmtExpr) -> c_ast.Node | None:
    """Return the expression whose value a statement expression has, if any."""
    items = node.block.block_items or []
    last = items[-1] if items else None
    while isinstance(last, c_ast.Label):
        last = last.stmt
    return last
