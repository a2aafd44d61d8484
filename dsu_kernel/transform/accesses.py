"""Member accesses within one full expression: which objects they look into, in which order.

Addresses are those that nothing but the text of the function changes: variables whose address is
not taken, arrays, objects, and sums of them. Between the operands of most operators C has no
order, so an access relies on checks of earlier full expressions, of the left side of ``&&``,
``||``, ``?:`` and the comma, or on one that is put ahead of the whole expression when several
accesses in it need one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import children
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.types import Array, Basic, EnumType, Pointer, Record, RecordKey, Void
from dsu_kernel.transform.wrapper import WrapperText

Address = tuple[object, ...]
Key = tuple[RecordKey, Address]
State = frozenset[Key]

NOTHING: State = frozenset()
_UNEVALUATED = frozenset({"sizeof", "_Alignof", "__alignof__", "__alignof", "alignof"})
_STEPS = frozenset({"++", "--", "p++", "p--"})
_OPERATORS = (c_ast.UnaryOp, c_ast.BinaryOp, c_ast.Assignment, c_ast.TernaryOp, c_ast.ExprList)
_OPERANDS = (c_ast.ID, c_ast.Constant, c_ast.StructRef, c_ast.ArrayRef, c_ast.Cast)
_READS_ONLY = """
    strcmp strncmp strcasecmp strncasecmp strlen strnlen memcmp strchr strrchr strstr memchr abs
    labs llabs fabs sqrt sin cos tan exp log pow floor ceil fmod __builtin_expect
"""
"""Library functions that write no memory of the program, and call nothing of it."""
_STATEMENTS = (
    c_ast.Compound, c_ast.If, c_ast.While, c_ast.DoWhile, c_ast.For, c_ast.Switch, c_ast.Case,
    c_ast.Default, c_ast.Break, c_ast.Continue, c_ast.Return, c_ast.EmptyStatement,
    c_ast.DeclList, c_ast.Goto,
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Checked:
    """``known``: member accesses without a check. ``ahead``: by full expression, accesses whose
    object is to be checked before it."""

    known: set[c_ast.Node] = field(default_factory=set)
    ahead: dict[c_ast.Node, list[c_ast.StructRef]] = field(default_factory=dict)


@dataclass(slots=True)
class _Uses:
    """Accesses of one full expression whose object has not been checked before."""

    always: list[c_ast.StructRef] = field(default_factory=list)
    perhaps: list[c_ast.StructRef] = field(default_factory=list)


class ExpressionReader:
    """Reads full expressions; states are sets of addresses whose objects have been checked."""

    def __init__(
        self,
        unit: TranslationUnit,
        wrapped: Mapping[RecordKey, WrapperText],
        address_taken: frozenset[Symbol],
    ) -> None:
        self.result = Checked()
        self._unit = unit
        self._wrapped = wrapped
        self._address_taken = address_taken
        self._changing: set[Symbol] = set()
        self._pending: dict[Key, _Uses] = {}

    def whole(self, node: c_ast.Node | None, state: State) -> State:
        """Read a full expression; returns what is known behind it."""
        if node is None:
            return state
        inside = list(evaluated(node))
        if any(map(self.ends, inside)):
            return NOTHING
        changed = self.assigned(inside)
        # The right side of a plain assignment to a variable is evaluated before it changes.
        at_last = (
            isinstance(node, c_ast.Assignment)
            and node.op == "="
            and isinstance(node.lvalue, c_ast.ID)
            and not self.assigned(evaluated(node.rvalue))
        )
        self._changing = set() if at_last else changed
        self._pending = {}
        state = without(state, self._changing)
        state |= self._operand(node, state, True)
        self._put_ahead(node)
        return without(state, changed)

    def _put_ahead(self, node: c_ast.Node) -> None:
        if not isinstance(self._unit.types.get(node), Pointer | Basic | EnumType | Void):
            return
        for uses in self._pending.values():
            if uses.always and len(uses.always) + len(uses.perhaps) > 1:
                self.result.ahead.setdefault(node, []).append(uses.always[0])
                self.result.known.update(uses.always, uses.perhaps)

    def assigned(self, nodes: Iterable[c_ast.Node]) -> set[Symbol]:
        found: set[Symbol] = set()
        for node in nodes:
            symbol = None
            if isinstance(node, c_ast.Assignment):
                symbol = self._unit.refs.get(node.lvalue)
            elif isinstance(node, c_ast.UnaryOp) and node.op in _STEPS:
                symbol = self._unit.refs.get(node.expr)
            elif isinstance(node, c_ast.Decl):
                symbol = self._unit.introduces.get(node)
            if symbol is not None:
                found.add(symbol)
        return found

    def ends(self, node: c_ast.Node) -> bool:
        """Whether a node, its operands aside, ends a stretch."""
        if isinstance(node, c_ast.FuncCall):
            name = node.name
            if not isinstance(name, c_ast.ID) or name.name not in _READS_ONLY.split():
                return True
            symbol = self._unit.refs.get(name)
            return not name.name.startswith("__builtin_") and (symbol is None or not symbol.system)
        if isinstance(node, c_ast.Assignment):
            return not isinstance(self._unit.types.get(node), Pointer | Basic | EnumType)
        if isinstance(node, c_ast.Decl):
            return self._declaration_ends(node)
        return not isinstance(node, _OPERATORS + _OPERANDS + _STATEMENTS)

    def _operand(self, node: c_ast.Node, state: State, always: bool) -> State:
        """Read a part of an expression; returns what it has certainly checked."""
        match node:
            case c_ast.UnaryOp(op=op) if op in _UNEVALUATED:
                return NOTHING
            case c_ast.BinaryOp(op="&&" | "||"):
                first = self._operand(node.left, state, always)
                self._operand(node.right, state | first, False)
                return first
            case c_ast.TernaryOp():
                first = self._operand(node.cond, state, always)
                one = self._operand(node.iftrue, state | first, False)
                return first | (one & self._operand(node.iffalse, state | first, False))
            case c_ast.ExprList():
                found = NOTHING
                for item in node.exprs:
                    found |= self._operand(item, state | found, always)
                return found
        found = NOTHING
        for part in _parts(node):
            found |= self._operand(part, state, always)
        if isinstance(node, c_ast.StructRef):
            found |= self._access(node, state, always)
        return found

    def _access(self, node: c_ast.StructRef, state: State, always: bool) -> State:
        member = self._unit.members.get(node)
        wrapped = self._wrapped.get(member.record) if member is not None else None
        if member is None or wrapped is None or not wrapped.needs_look(node.field.name):
            return NOTHING
        address = self._value(node.name) if node.type == "->" else self._place(node.name)
        if address is None:
            return NOTHING
        key = (member.record, address)
        if key in state:
            self.result.known.add(node)
        else:
            uses = self._pending.setdefault(key, _Uses())
            (uses.always if always else uses.perhaps).append(node)
        return frozenset({key})

    # ---- addresses -------------------------------------------------------------------

    def _value(self, node: c_ast.Node) -> Address | None:
        """Return what identifies the value of a pointer or an index, None if anything may."""
        match node:
            case c_ast.Constant():
                return ("constant", node.type, node.value)
            case c_ast.ID():
                return self._variable(node)
            case c_ast.UnaryOp(op="&"):
                return self._place(node.expr)
            case c_ast.BinaryOp(op="+" | "-"):
                left, right = self._value(node.left), self._value(node.right)
                return (node.op, left, right) if left and right else None
        return None

    def _variable(self, node: c_ast.ID) -> Address | None:
        symbol = self._unit.refs.get(node)
        if symbol is None or symbol.kind != "object" or symbol in self._changing:
            return None
        if isinstance(symbol.ctype, Array):
            return ("array", symbol) if symbol.scope != "param" else None
        plain = isinstance(symbol.ctype, Pointer | Basic) and not symbol.ctype.quals & {"volatile"}
        automatic = symbol.scope in ("block", "param") and symbol.key is None
        if not plain or not automatic or symbol in self._address_taken:
            return None
        return ("value", symbol)

    def _place(self, node: c_ast.Node) -> Address | None:
        """Return what identifies the address of an object."""
        match node:
            case c_ast.ID():
                symbol = self._unit.refs.get(node)
                record = symbol is not None and isinstance(symbol.ctype, Record)
                return ("object", symbol) if record and symbol not in self._changing else None
            case c_ast.UnaryOp(op="*"):
                return self._value(node.expr)
            case c_ast.ArrayRef():
                base, index = self._value(node.name), self._value(node.subscript)
                return ("+", base, index) if base and index else None
        return None

    def _declaration_ends(self, decl: c_ast.Decl) -> bool:
        """Whether a declaration does more than to set a variable of its own."""
        symbol = self._unit.introduces.get(decl)
        if symbol is None or symbol.kind != "object" or symbol.key is not None:
            return True
        bare = isinstance(symbol.ctype, Record) and decl.init is None
        return not bare and not isinstance(symbol.ctype, Pointer | Basic | EnumType)


def _symbols(address: Iterable[object]) -> set[object]:
    found: set[object] = set()
    for part in address:
        found |= _symbols(part) if isinstance(part, tuple) else {part}
    return found


def without(state: State, changed: set[Symbol]) -> State:
    """Return what is still known after some variables have changed."""
    if not changed:
        return state
    return frozenset(key for key in state if not changed & _symbols(key[1]))


def _parts(node: c_ast.Node) -> list[c_ast.Node]:
    """Return the operands of an expression."""
    if isinstance(node, c_ast.Cast):
        return [node.expr]
    if isinstance(node, c_ast.UnaryOp) and node.op in _UNEVALUATED:
        return []
    if isinstance(node, c_ast.FuncCall):
        return list(node.args.exprs) if node.args else []
    if isinstance(node, c_ast.Decl):
        return [node.init] if node.init is not None else []
    return children(node)


def evaluated(node: c_ast.Node) -> Iterator[c_ast.Node]:
    """Yield a statement or an expression and all that it evaluates."""
    yield node
    for part in _parts(node):
        yield from evaluated(part)
