"""Expressions as sources of pointers: what the value of an expression may point into.

A :class:`Source` is a small tree that :class:`~.aliases.Aliases` evaluates to a set of tokens: a
name (the value points into an object of this type, or is the address of this global or function),
a local variable, or what the function was given as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.safety_facts import Name, record_name
from dsu_kernel.analysis.syntax.casts import reinterpreted
from dsu_kernel.analysis.syntax.walk import is_local
from dsu_kernel.cfront.model import Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import (
    VOID,
    Array,
    Basic,
    CType,
    Function,
    Opaque,
    Pointer,
    Record,
    RecordKey,
    decay,
    pointee,
)

_WIDE = frozenset({"long", "unsigned long", "long long", "unsigned long long", "__int128"}) | {
    "unsigned __int128",
    "__builtin_va_list",
}
_NO_POINTER_OPS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})


@dataclass(frozen=True, slots=True)
class Argument:
    """Whatever pointers the caller passed as argument ``index`` (-1: a variadic one)."""

    index: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Whatever pointers are stored in memory that argument ``index`` leads to."""

    index: int


Token = Name | Symbol | Argument | Behind
Tokens = frozenset[Token]
NO_TOKENS: Tokens = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Always these tokens."""

    tokens: Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What a local variable holds."""

    symbol: Symbol


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What is stored where ``pointer`` points."""

    pointer: Source


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of several sources."""

    parts: tuple[Source, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a call returns."""

    call: c_ast.FuncCall


Source = Known | Value | Load | Either | Result
NOTHING = Known(NO_TOKENS)


class PointerReader:
    """Reads the expressions of one unit as sources of pointers."""

    def __init__(self, unit: TranslationUnit) -> None:
        self.unit = unit
        self._literals: dict[c_ast.CompoundLiteral, Symbol] = {}
        self._holding: dict[RecordKey, bool] = {}

    def holds_pointers(self, ctype: CType | None) -> bool:
        """Whether an object of the type can hold a pointer (or an integer made of one)."""
        while isinstance(ctype, Array):
            ctype = ctype.element
        if isinstance(ctype, Record):
            return self._record_holds(ctype.key)
        if isinstance(ctype, Basic):
            return ctype.name in _WIDE
        return isinstance(ctype, Pointer | Function | Opaque)

    def _record_holds(self, key: RecordKey) -> bool:
        if key not in self._holding:
            self._holding[key] = False
            definition = self.unit.record(key)
            self._holding[key] = definition is None or any(
                self.holds_pointers(member.ctype) for member in definition.fields
            )
        return self._holding[key]

    def address(self, node: c_ast.Node | None) -> Source:
        """Return the source of ``&node``; for what is not an lvalue, of its value."""
        if isinstance(node, c_ast.ID):
            return self._named(node)
        if isinstance(node, c_ast.StructRef):
            base = self.value(node.name) if node.type == "->" else self.address(node.name)
            return either(self._inside(node), base)
        if isinstance(node, c_ast.ArrayRef):
            return self._element(node)
        if isinstance(node, c_ast.UnaryOp) and node.op == "*":
            return self.value(node.expr)
        if isinstance(node, c_ast.UnaryOp) and node.op in {"__extension__", "__real__", "__imag__"}:
            return self.address(node.expr)
        if isinstance(node, c_ast.CompoundLiteral):
            return Known(frozenset({self.literal(node)}))
        return self.value(node, lvalue=False)

    def value(self, node: c_ast.Node | None, *, lvalue: bool = True) -> Source:
        """Return the source of an expression's value, arrays and functions decayed."""
        if node is None:
            return NOTHING
        ctype = self.unit.types.get(node)
        if lvalue and isinstance(ctype, Array | Function) and not isinstance(node, c_ast.Cast):
            return self.address(node)
        if ctype is not None and not self.holds_pointers(ctype):
            return NOTHING
        if isinstance(node, c_ast.ID):
            symbol = self.unit.refs.get(node)
            return Value(symbol) if symbol is not None and is_local(symbol) else NOTHING
        if isinstance(node, c_ast.StructRef) and node.type == "." and not _is_lvalue(node.name):
            return self.value(node.name)
        if isinstance(node, c_ast.StructRef | c_ast.ArrayRef):
            return load(self.address(node))
        if isinstance(node, c_ast.FuncCall):
            return Result(node)
        return self._operator(node)

    def literal(self, node: c_ast.CompoundLiteral) -> Symbol:
        """Return the nameless local object that a compound literal is."""
        if node not in self._literals:
            self._literals[node] = Symbol(
                name="",
                kind="object",
                ctype=self.unit.types.get(node, VOID),
                storage="",
                linkage="none",
                scope="block",
                system=False,
                key=None,
                place=place_of(node),
                node=node,
                defined=True,
            )
        return self._literals[node]

    def _through(self, node: c_ast.Cast) -> Source:
        key = reinterpreted(self.unit, node)
        return Known(frozenset({record_name(key)})) if key is not None else NOTHING

    def _operator(self, node: c_ast.Node) -> Source:
        value = self.value
        if isinstance(node, c_ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, c_ast.BinaryOp):
            return self._binary(node)
        if isinstance(node, c_ast.Cast):
            return either(self._through(node), value(node.expr))
        if isinstance(node, c_ast.NamedInitializer):
            return value(node.expr)
        if isinstance(node, c_ast.TernaryOp):
            first = node.cond if node.iftrue is None else node.iftrue
            return either(value(first), value(node.iffalse))
        if isinstance(node, c_ast.ExprList):
            return value(node.exprs[-1])
        if isinstance(node, c_ast.InitList):
            return either(*map(value, node.exprs))
        if isinstance(node, c_ast.Assignment):
            return either(value(node.rvalue), value(node.lvalue) if node.op != "=" else NOTHING)
        if isinstance(node, c_ast.CompoundLiteral):
            return Value(self.literal(node))
        if isinstance(node, c_ast.GenericSelection):
            return either(*(value(association.expr) for association in node.associations))
        if isinstance(node, StmtExpr):
            items = node.block.block_items or []
            return value(items[-1]) if items and self.unit.types.get(items[-1]) else NOTHING
        return NOTHING

    def _unary(self, node: c_ast.UnaryOp) -> Source:
        if node.op == "&":
            return self.address(node.expr)
        if node.op == "*":
            return load(self.value(node.expr))
        return NOTHING if node.op in {"!", "sizeof"} else self.value(node.expr)

    def _binary(self, node: c_ast.BinaryOp) -> Source:
        left, right = self.unit.types.get(node.left), self.unit.types.get(node.right)
        difference = node.op == "-" and pointee(left or VOID) and pointee(right or VOID)
        if node.op in _NO_POINTER_OPS or difference:
            return NOTHING
        return either(self.value(node.left), self.value(node.right))

    def _named(self, node: c_ast.ID) -> Source:
        symbol = self.unit.refs.get(node)
        if symbol is None:
            return NOTHING
        if is_local(symbol):
            return Known(frozenset({symbol}))
        if symbol.key is None or symbol.system or symbol.kind not in {"object", "function"}:
            return NOTHING
        return Known(frozenset({Name("F" if symbol.kind == "function" else "G", symbol.key)}))

    def _inside(self, node: c_ast.StructRef) -> Source:
        """The records that ``&node`` points into, from the named base to the member."""
        member = self.unit.members.get(node)
        if member is None:
            return NOTHING
        keys = [member.record]
        keys += [f.ctype.key for f in member.path if f.name is None and isinstance(f.ctype, Record)]
        return Known(frozenset(record_name(key) for key in keys if not key.system))

    def _element(self, node: c_ast.ArrayRef) -> Source:
        base, index = node.name, node.subscript
        if pointee(self.unit.types.get(base, VOID)) is None:
            base, index = index, base
        if isinstance(self.unit.types.get(base), Array):
            return self.address(base)
        return self.value(base)


def either(*parts: Source) -> Source:
    """Return the union of sources."""
    kept = tuple(part for part in parts if part is not NOTHING)
    if len(kept) == 1:
        return kept[0]
    return Either(kept) if kept else NOTHING


def load(pointer: Source) -> Source:
    """Return the source of what lies behind a pointer."""
    return NOTHING if pointer is NOTHING else Load(pointer)


def fixed_storage(
    unit: TranslationUnit, ctype: CType, wrapped: frozenset[RecordKey]
) -> frozenset[Name]:
    """Return the unwrapped records of the program that an object of a type holds by value."""
    found: set[Name] = set()
    pending = [ctype]
    while pending:
        current = pending.pop()
        while isinstance(current, Array):
            current = current.element
        if not isinstance(current, Record) or current.key in wrapped or current.key.system:
            continue
        found.add(record_name(current.key))
        definition = unit.records.get(current.key)
        pending += [member.ctype for member in definition.fields] if definition else []
    return frozenset(found)


def records_behind(unit: TranslationUnit, argument: c_ast.Node) -> frozenset[Name]:
    """Return the record whose bytes a library call may touch through a pointer argument."""
    inner = pointee(decay(unit.types.get(argument, VOID)))
    while isinstance(inner, Array):
        inner = inner.element
    if isinstance(inner, Record) and not inner.key.system:
        return frozenset({record_name(inner.key)})
    return frozenset()


def _is_lvalue(node: c_ast.Node) -> bool:
    if isinstance(node, c_ast.UnaryOp):
        return node.op in {"*", "__extension__"}
    return isinstance(node, c_ast.ID | c_ast.StructRef | c_ast.ArrayRef)
