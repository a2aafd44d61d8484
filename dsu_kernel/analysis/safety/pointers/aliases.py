"""Abstraction-violating aliases: which variables and calls hold pointers into objects of a type.

Insensitive to the order of statements, but whole-program: what a function returns or stores behind
its arguments comes back to its callers. Pointers that are stored in the heap or in globals are not
followed; the types that they point into are pinned or fixed (see ``wrappability``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.analysis.library import callbacks, libc
from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.safety.pointers.pointers import (
    NO_TOKENS,
    NOTHING,
    Argument,
    Behind,
    Either,
    Known,
    Load,
    PointerReader,
    Result,
    Source,
    Token,
    Tokens,
    Value,
    either,
    fixed_storage,
)
from dsu_kernel.analysis.safety_facts import Call, Name
from dsu_kernel.analysis.syntax.walk import arguments, cleanups, is_local
from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import RecordKey

_VARIADIC: Tokens = frozenset({Argument(-1)})


@dataclass(slots=True, eq=False)
class _Passed:
    """A call with the sources of its arguments and the functions that may run."""

    call: Call
    given: tuple[Source, ...]
    targets: tuple[str, ...]
    returns: bool


@dataclass(slots=True, eq=False)
class _Body:
    """One function's flow of pointers, and the solution so far."""

    key: str
    reader: PointerReader
    stores: list[tuple[Source, Source]] = field(default_factory=list)
    returned: list[Source] = field(default_factory=list)
    calls: dict[c_ast.FuncCall, _Passed] = field(default_factory=dict)
    ends: list[tuple[Symbol, tuple[str, ...]]] = field(default_factory=list)
    held: dict[Symbol, set[Token]] = field(default_factory=dict)
    exposed: set[Symbol] = field(default_factory=set)
    result: set[Token] = field(default_factory=set)
    left_behind: set[Token] = field(default_factory=set)


class Aliases:
    """The pointers held by the locals of a program's functions and given to their calls."""

    def __init__(self, graph: CallGraph, wrapped: frozenset[RecordKey] = frozenset()) -> None:
        self._graph = graph
        self._wrapped = wrapped
        readers = {unit: PointerReader(unit) for unit in graph.units}
        self._bodies = {
            key: self._read(function, readers[graph.unit_of[key]])
            for key, function in graph.functions.items()
        }
        self._solve()

    def carried(self, function: str) -> dict[Symbol, frozenset[Name]]:
        """Return the locals that may hold pointers into something, with the names of it."""
        body = self._bodies[function]
        found = {symbol: self._names(body, tokens) for symbol, tokens in body.held.items()}
        unit = self._graph.unit_of[function]
        for symbol in body.exposed:
            stored = fixed_storage(unit, symbol.ctype, self._wrapped)
            found[symbol] = found.get(symbol, frozenset()) | stored
        return {symbol: names for symbol, names in found.items() if names}

    def exposed(self, function: str) -> frozenset[Symbol]:
        """Return the locals whose address becomes a value."""
        return frozenset(self._bodies[function].exposed)

    def handed(self, function: str, call: c_ast.FuncCall) -> frozenset[Name]:
        """Return the names that the arguments of a call point into."""
        body = self._bodies[function]
        passed = body.calls.get(call)
        if passed is None:
            return frozenset()
        return self._names(body, self._all_given(body, passed))

    def _names(self, body: _Body, tokens: Iterable[Token]) -> frozenset[Name]:
        return frozenset(t for t in self._reachable(body, tokens) if isinstance(t, Name))

    # ---- reading ----

    def _read(self, function: FunctionDef, reader: PointerReader) -> _Body:
        body = _Body(function.key, reader)
        calls = {call.node: call for call in self._graph.calls(function.key)}
        for index, param in enumerate(function.params):
            if reader.holds_pointers(param.ctype):
                body.held[param] = {Argument(index)}
        for node in self._graph.scans[function.key].tree.nodes:
            if isinstance(node, c_ast.Decl):
                self._read_declaration(body, node)
            elif isinstance(node, c_ast.Assignment):
                if reader.holds_pointers(reader.unit.types.get(node.lvalue)):
                    body.stores.append((reader.address(node.lvalue), reader.value(node.rvalue)))
            elif isinstance(node, c_ast.CompoundLiteral):
                literal = Known(frozenset({reader.literal(node)}))
                body.stores.append((literal, reader.value(node.init)))
            elif isinstance(node, c_ast.Return):
                body.returned.append(reader.value(node.expr))
            elif isinstance(node, Asm):
                given = either(*(reader.value(operand.expr) for operand in node.inputs or ()))
                body.stores += [(reader.address(o.expr), given) for o in node.outputs or ()]
            elif isinstance(node, c_ast.FuncCall) and node in calls:
                body.calls[node] = self._read_call(reader, calls[node])
        body.returned = [source for source in body.returned if source is not NOTHING]
        return body

    def _read_declaration(self, body: _Body, node: c_ast.Decl) -> None:
        symbol = body.reader.unit.introduces.get(node)
        if symbol is not None and is_local(symbol):
            keys = (s.key for s in cleanups(body.reader.unit, node))
            targets = tuple(key for key in keys if key and key in self._graph.functions)
            if targets:  # its address is given to them at the end of the scope
                body.ends.append((symbol, targets))
        if node.init is not None and symbol is not None and is_local(symbol):
            value = body.reader.value(node.init)
            if value is not NOTHING and body.reader.holds_pointers(symbol.ctype):
                body.stores.append((Known(frozenset({symbol})), value))

    def _read_call(self, reader: PointerReader, call: Call) -> _Passed:
        given = tuple(map(reader.value, arguments(call.node)))
        targets = tuple(sorted(self._graph.targets(call)))
        returns = reader.holds_pointers(reader.unit.types.get(call.node))
        if call.kind == "library" and call.callee in callbacks.FRESH_RESULT:
            returns = False
        return _Passed(call, given, targets, returns)

    # ---- solving ----

    def _solve(self) -> None:
        pending = dict.fromkeys(self._bodies)
        while pending:
            key = next(iter(pending))
            del pending[key]
            if self._settle(self._bodies[key]):
                pending.update(dict.fromkeys(sorted(self._graph.callers(key))))

    def _settle(self, body: _Body) -> bool:
        """Bring one function to its fixpoint; return whether its callers have to look again."""
        before = len(body.result) + len(body.left_behind)
        while self._round(body):
            pass
        for source in body.returned:
            tokens = self._evaluate(body, source)
            body.result |= tokens
            self._expose(body, tokens)
        return len(body.result) + len(body.left_behind) > before

    def _round(self, body: _Body) -> bool:
        grown = False
        for target, source in body.stores:
            value = self._evaluate(body, source)
            if value:
                self._expose(body, value)
                grown |= self._store(body, self._evaluate(body, target), value)
        for passed in body.calls.values():
            given = self._all_given(body, passed)
            grown |= self._give(body, given, self._left_by(body, passed, given))
        for symbol, targets in body.ends:
            given = frozenset({symbol})
            grown |= self._give(body, given, given.union(*map(self._stored_by, targets)))
        return grown

    def _give(self, body: _Body, given: Tokens, left: Tokens) -> bool:
        """Let functions store something behind what they are given."""
        self._expose(body, given)
        return bool(given) and self._store(body, self._reachable(body, given), left)

    def _left_by(self, body: _Body, passed: _Passed, given: Tokens) -> Tokens:
        """Return the pointers that a call may store behind its arguments.

        A body that comes later may store more; the types that it lets out are pinned then.
        """
        if passed.call.kind == "library" or not passed.targets:
            if not passed.targets and libc.stores_no_pointers(passed.call.callee or ""):
                return NO_TOKENS
            return given.union(*map(self._stored_by, passed.targets))
        found: set[Token] = set()
        for key in passed.targets:
            for token in tuple(self._bodies[key].left_behind):
                found |= self._instantiate(body, passed, token)
        return frozenset(found)

    def _store(self, body: _Body, pointers: Iterable[Token], value: Iterable[Token]) -> bool:
        grown = False
        for pointer in pointers:
            if isinstance(pointer, Symbol):
                if not body.reader.holds_pointers(pointer.ctype):
                    continue
                held = body.held.setdefault(pointer, set())
            elif isinstance(pointer, Argument | Behind):
                # The bytes of a local pointer may have been copied: what it holds goes as well.
                held, value = body.left_behind, self._reachable(body, value)
            else:
                continue
            size = len(held)
            held.update(value)
            grown |= len(held) > size
        return grown

    def _expose(self, body: _Body, tokens: Iterable[Token]) -> None:
        body.exposed.update(t for t in tokens if isinstance(t, Symbol))

    def _stored_by(self, key: str) -> frozenset[Name]:
        return frozenset(t for t in self._bodies[key].left_behind if isinstance(t, Name))

    def _all_given(self, body: _Body, passed: _Passed) -> Tokens:
        return NO_TOKENS.union(*(self._evaluate(body, source) for source in passed.given))

    def _reachable(self, body: _Body, tokens: Iterable[Token]) -> Tokens:
        """Return the tokens and, through locals whose addresses are among them, what they hold."""
        found = set(tokens)
        pending = [t for t in found if isinstance(t, Symbol)]
        while pending:
            new = body.held.get(pending.pop(), set()) - found
            found |= new
            pending += [t for t in new if isinstance(t, Symbol)]
        return frozenset(found)

    def _evaluate(self, body: _Body, source: Source) -> Tokens:
        if isinstance(source, Known):
            return source.tokens
        if isinstance(source, Value):
            return frozenset(body.held.get(source.symbol, NO_TOKENS))
        if isinstance(source, Either):
            return NO_TOKENS.union(*(self._evaluate(body, part) for part in source.parts))
        if isinstance(source, Load):
            return self._load(body, self._evaluate(body, source.pointer))
        return self._returned(body, source)

    def _load(self, body: _Body, pointers: Tokens) -> Tokens:
        found: set[Token] = set()
        for pointer in pointers:
            if isinstance(pointer, Symbol):
                found |= body.held.get(pointer, set())
            elif isinstance(pointer, Argument | Behind):
                found.add(Behind(pointer.index))
        return frozenset(found)

    def _returned(self, body: _Body, source: Result) -> Tokens:
        passed = body.calls.get(source.call)
        if passed is None or not passed.returns:
            return NO_TOKENS
        if passed.call.callee == "__builtin_va_arg":
            return _VARIADIC
        if passed.call.kind == "library" or not passed.targets:
            return self._all_given(body, passed)
        found: set[Token] = set()
        for key in passed.targets:
            for token in self._bodies[key].result:
                found |= self._instantiate(body, passed, token)
        return frozenset(found)

    def _instantiate(self, body: _Body, passed: _Passed, token: Token) -> Tokens:
        """Translate a token of a called function into the caller's terms."""
        if isinstance(token, Name):
            return frozenset({token})
        if isinstance(token, Symbol):
            return NO_TOKENS  # the address of a dead local
        sources = passed.given
        if 0 <= token.index < len(sources):
            sources = (sources[token.index],)
        given = NO_TOKENS.union(*(self._evaluate(body, s) for s in sources))
        if isinstance(token, Argument):
            return given
        return self._reachable(body, self._load(body, given))
