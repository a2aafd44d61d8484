"""One function's part of the call graph: its calls, and the functions whose address it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pycparser import c_ast

from dsu_kernel.analysis.library import callbacks
from dsu_kernel.analysis.safety.calls.blocking import region_kind
from dsu_kernel.analysis.safety.calls.points import is_update_point
from dsu_kernel.analysis.safety_facts import AddressTaken, Call
from dsu_kernel.analysis.syntax.walk import Tree, arguments, callee_symbol, named_function, preorder
from dsu_kernel.analysis.syntax.walk import cleanups as cleanups_of
from dsu_kernel.cfront.model import FunctionDef, Place, Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.types import VOID, CType, Function, Record, RecordKey, decay, pointee
from dsu_kernel.errors import UnsupportedConstruct

_HANDLER_FIELDS = frozenset({"sa_handler", "sa_sigaction", "sa_restorer"})

# What stands for the arguments of a call works only in a function that is always inlined.
_ONLY_INLINED = frozenset({"__builtin_va_arg_pack", "__builtin_va_arg_pack_len"})


@dataclass(frozen=True, slots=True, eq=False)
class Handing:
    """A function pointer that reaches a library: ``key`` if the text names the function."""

    library: str
    key: str | None
    ctype: Function | None


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What one function (or, with key None, the initialisers of a unit) does with functions.

    ``leaks`` are function types whose pointers are converted to something else;
    ``setjmp``: control may come back to a call that has returned.
    """

    key: str | None
    calls: tuple[Call, ...]
    taken: tuple[AddressTaken, ...]
    handings: tuple[Handing, ...]
    leaks: frozenset[Function]
    setjmp: bool
    cleanups: tuple[str, ...]
    tree: Tree


class Scanner:
    """Scans the functions of one unit.

    ``defined`` are the keys of all functions of the program, ``blocking`` the names of the library
    functions that count as points.
    """

    def __init__(
        self,
        unit: TranslationUnit,
        defined: frozenset[str],
        blocking: Collection[str] = frozenset(),
    ) -> None:
        self.unit = unit
        self._defined = defined
        self._blocking = blocking
        self._pointers_in: dict[RecordKey, tuple[Function, ...]] = {}

    def function(self, function: FunctionDef) -> Scan:
        """Scan the body of a function."""
        return self._scan(function.key, Tree(function.node.body))

    def initialisers(self) -> Scan:
        """Scan what stands outside functions."""
        items = [item for item in self.unit.items if isinstance(item, c_ast.Decl)]
        return self._scan(None, Tree(c_ast.DeclList(items)))

    def _scan(self, key: str | None, tree: Tree) -> Scan:
        calls: list[Call] = []
        taken: list[AddressTaken] = []
        handings: list[Handing] = []
        leaks: set[Function] = set()
        cleanups: list[str] = []
        callees: set[c_ast.Node] = set()
        setjmp = False
        for node in tree.nodes:
            if isinstance(node, c_ast.FuncCall):
                call, handed = self._call(node)
                calls.append(call)
                setjmp |= call.kind == "library" and call.callee in callbacks.SETJMPS
                if call.kind != "indirect":
                    callees.add(_innermost(node.name))
                handings += handed
            elif isinstance(node, c_ast.ID):
                symbol = self.unit.refs.get(node)
                if symbol is not None and symbol.kind == "function" and node not in callees:
                    taken += self._taken(symbol, place_of(node), key)
            elif isinstance(node, c_ast.Cast):
                leaks |= self._leak(node)
            elif isinstance(node, c_ast.Assignment):
                handings += self._assigned_handler(node)
            elif isinstance(node, c_ast.Decl):
                found = (symbol.key for symbol in cleanups_of(self.unit, node))
                cleanups += [k for k in found if k is not None and k in self._defined]
                handings += self._initial_handlers(node)
        return Scan(
            key,
            tuple(calls),
            tuple(taken),
            tuple(handings),
            frozenset(leaks),
            setjmp,
            tuple(cleanups),
            tree,
        )

    def _call(self, node: c_ast.FuncCall) -> tuple[Call, list[Handing]]:
        """Return the call, and the function pointers that it hands to a library."""
        call = self._plain_call(node)
        handings = list(self._handings(call))
        keys = tuple(h.key for h in handings if h.key is not None and h.key in self._defined)
        unnamed = any(h.key is None for h in handings)
        return replace(call, handed=keys, hands_pointers=unnamed), handings

    def _plain_call(self, node: c_ast.FuncCall) -> Call:
        symbol = callee_symbol(self.unit, node)
        place = place_of(node)
        if symbol is None:
            if isinstance(node.name, c_ast.ID) and node.name not in self.unit.refs:
                return Call(node, place, "library", node.name.name, None)  # a builtin
            target = decay(self.unit.types.get(node.name, VOID))
            return Call(node, place, "indirect", None, _function_type(pointee(target)))
        ctype = _function_type(symbol.ctype)
        if is_update_point(symbol):
            return Call(node, place, "point", symbol.name, ctype)
        if symbol.key in self._defined:
            return Call(node, place, "direct", symbol.key, ctype)
        if symbol.name in _ONLY_INLINED:
            raise UnsupportedConstruct(symbol.name, place, "use a macro with variable arguments")
        region = region_kind(self.unit, node, symbol) if symbol.name in self._blocking else 0
        return Call(node, place, "library", symbol.name, ctype, region=region)

    def _taken(self, symbol: Symbol, place: Place, within: str | None) -> Iterator[AddressTaken]:
        if is_update_point(symbol):
            hint = "call it instead"
            raise UnsupportedConstruct(f"the address of {symbol.name}", place, hint)
        if symbol.key in self._defined:
            assert symbol.key is not None
            yield AddressTaken(symbol.key, place, within)

    def _handings(self, call: Call) -> Iterator[Handing]:
        """Yield the function pointers that a library call hands over."""
        if call.kind != "library" or call.callee is None:
            return
        params = call.ctype.params if call.ctype is not None else ()
        for index, argument in enumerate(arguments(call.node)):
            symbol = named_function(self.unit, argument)
            if symbol is not None:
                yield Handing(call.callee, symbol.key, None)
                continue
            source = decay(self.unit.types.get(argument, VOID))
            target = decay(params[index]) if index < len(params) else source
            for ctype in (source, target):
                inner = pointee(ctype)
                if isinstance(inner, Function) and not _is_constant(argument):
                    yield Handing(call.callee, None, inner)
            inner = target if isinstance(target, Record) else pointee(target)
            if call.callee in callbacks.SIGNALS:
                continue  # what is put into a struct sigaction is noted where that happens
            if isinstance(inner, Record) and index < len(params):
                for found in self._function_pointers(inner.key):
                    yield Handing(call.callee, None, found)

    def _function_pointers(self, key: RecordKey) -> tuple[Function, ...]:
        """Return the types of all function pointers that a record leads to."""
        if key not in self._pointers_in:
            found: dict[Function, None] = {}
            seen: set[RecordKey] = set()
            pending: list[CType] = [Record(key)]
            while pending:
                current = pending.pop()
                inner = pointee(current)
                if inner is not None:
                    pending.append(inner)
                elif isinstance(current, Function):
                    found[current] = None
                elif isinstance(current, Record) and current.key not in seen:
                    seen.add(current.key)
                    definition = self.unit.record(current.key)
                    pending += [m.ctype for m in definition.fields] if definition else []
            self._pointers_in[key] = tuple(found)
        return self._pointers_in[key]

    def _assigned_handler(self, node: c_ast.Assignment) -> Iterator[Handing]:
        lvalue = node.lvalue
        if isinstance(lvalue, c_ast.StructRef) and lvalue.field.name in _HANDLER_FIELDS:
            yield from self._handler(node.rvalue)

    def _handler(self, value: c_ast.Node) -> Iterator[Handing]:
        symbol = named_function(self.unit, value)
        if symbol is not None:
            yield Handing("sigaction", symbol.key, None)
            return
        inner = pointee(decay(self.unit.types.get(value, VOID)))
        if isinstance(inner, Function) and not _is_constant(value):
            yield Handing("sigaction", None, inner)

    def _initial_handlers(self, node: c_ast.Decl) -> Iterator[Handing]:
        ctype = self.unit.types.get(node)
        if node.init is None or not isinstance(ctype, Record) or ctype.key.tag != "sigaction":
            return
        for inner in preorder(node.init):
            if isinstance(inner, c_ast.ID) and inner in self.unit.refs:
                yield from self._handler(inner)

    def _leak(self, node: c_ast.Cast) -> set[Function]:
        source = pointee(decay(self.unit.types.get(node.expr, VOID)))
        target = pointee(self.unit.types.get(node, VOID))
        return {source} if isinstance(source, Function) and source != target else set()


def _function_type(ctype: CType | None) -> Function | None:
    return ctype if isinstance(ctype, Function) else None


def _innermost(node: c_ast.Node) -> c_ast.Node:
    while isinstance(node, c_ast.UnaryOp):
        node = node.expr
    return node


def _is_constant(node: c_ast.Node) -> bool:
    """Whether a function pointer is SIG_IGN, a null pointer or the like."""
    while isinstance(node, c_ast.Cast | c_ast.UnaryOp):
        node = node.expr
    return isinstance(node, c_ast.Constant)
