"""Pointers into objects that outlive their function: what pins a type or a global.

One graph for the whole program: an edge leads from what a value comes from to the variable,
parameter or call result that gets it. Whatever reaches ``ESCAPED`` may be kept for ever. Local
variables are flow-insensitive; an indirect call may reach every function whose address is taken
and that takes as many arguments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from pycparser import c_ast

from dsu_kernel.analysis.facts import (
    Given,
    Handed,
    Held,
    InteriorUse,
    Slot,
    Wrappability,
)
from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body, Move
from dsu_kernel.analysis.wrappability.escape.handed import Inherited, handed_on, inherited
from dsu_kernel.analysis.wrappability.escape.interior import Interior, Origin, Source, is_local
from dsu_kernel.analysis.wrappability.escape.library_pointers import (
    ESCAPED,
    LISTED,
    LibraryPointers,
    variable,
)
from dsu_kernel.analysis.wrappability.verdicts import evidence
from dsu_kernel.cfront.model import FunctionDef, place_of
from dsu_kernel.cfront.types import Array, Pointer, Record, RecordKey

_RESULT = "result"


class Escape:
    """``pinned``: the types with escaping members; ``uses``: interior pointers by function key.

    ``kept``: the objects with static storage into which pointers escape, by key: where.
    ``handed``: what earlier versions give to functions.
    """

    def __init__(self, code: Code, handed: Handed) -> None:
        self.code = code
        self.interior = Interior(code)
        self.pinned: dict[RecordKey, Wrappability] = {}
        self.uses: dict[str, tuple[InteriorUse, ...]] = {}
        self.kept: dict[str, str] = {}
        self._into: dict[Hashable, list[Hashable]] = defaultdict(list)
        self._origins: dict[c_ast.Node, tuple[Origin, Body, set[Held]]] = {}
        self._owner: dict[Hashable, str] = {}
        self._calls: dict[str, list[tuple[c_ast.FuncCall, list[list[Hashable]]]]] = defaultdict(
            list
        )
        self._library = LibraryPointers(code, self._edges)
        self._slots: dict[Hashable, Slot] = {}
        self._foreign_taken = False
        self._taken = self._address_taken()
        for body in code.bodies:
            self._body(body)
        for known, other in code.rivals:
            for left, right in zip(known.params, other.params, strict=False):
                self._edges([left], right)
        self._inherited = self._inherit(handed)
        self._through_calls()
        self._conclude()

    def _address_taken(self) -> list[FunctionDef]:
        found: dict[str, FunctionDef] = {}
        for body in self.code.bodies:
            for node in body.taken:
                symbol = body.unit.refs.get(node)
                definition = self.code.definition(symbol)
                if definition is not None:
                    found[definition.key] = definition
                elif symbol is not None and not libc.forgets(symbol.name):
                    self._foreign_taken = True
            for call in body.calls:
                if self.code.library(body.unit, call) in ("dlsym", "dlvsym"):
                    self._foreign_taken = True
        return list(found.values())

    # Building the graph ------------------------------------------------------------------------

    def _body(self, body: Body) -> None:
        key = body.function.key if body.function else ""
        if body.function is not None:
            for symbol in (*body.function.params, *body.function.locals):
                self._owner[symbol] = key
        for move in body.moves:
            self._move(body, move, key)
        for call in body.calls:
            self._owner[call] = key
            self._call(body, call)
        for update in body.updates:
            sources = self._sources(body, update.rvalue, "local")
            self._edges(sources, self._assigned(body, update.lvalue))
        for declaration, _ in body.cleanups:  # the function gets the variable's address
            declared = body.unit.introduces.get(declaration)
            if declared is not None:
                self._edges([declared], ESCAPED)
        for node in body.nodes:
            self._address_of_local(body, node)
        for statement in body.asms:
            for operand in [*(statement.outputs or ()), *(statement.inputs or ())]:
                self._edges(self._sources(body, operand.expr, "call"), ESCAPED)

    def _sources(self, body: Body, node: c_ast.Node, held: Held) -> list[Hashable]:
        return [self._source(body, s, held) for s in self.interior.sources(body.unit, node)]

    def _source(self, body: Body, source: Source, held: Held) -> Hashable:
        if not isinstance(source, Origin):
            return source
        _, _, how = self._origins.setdefault(source.node, (source, body, set()))
        how.add(held)
        self._owner[source.node] = body.function.key if body.function else ""
        return source.node

    def _edges(self, sources: Iterable[Hashable], target: Hashable) -> None:
        known = self._into[target]
        known.extend(sources)

    def _move(self, body: Body, move: Move, key: str) -> None:
        if move.why in ("argument", "variadic", "cast"):
            return
        target_type = move.target
        if isinstance(target_type, Record | Array):
            return
        target: Hashable = ESCAPED
        if move.why == "return":
            target = (key, _RESULT)
        elif move.why == "init" and move.symbol is not None:
            target = variable(move.symbol)
        elif move.why == "assign" and move.lvalue is not None:
            target = self._assigned(body, move.lvalue)
        self._edges(self._sources(body, move.expr, "local"), target)

    def _assigned(self, body: Body, lvalue: c_ast.Node) -> Hashable:
        symbol = body.unit.refs.get(lvalue) if isinstance(lvalue, c_ast.ID) else None
        return ESCAPED if symbol is None else variable(symbol)

    def _address_of_local(self, body: Body, node: c_ast.Node) -> None:
        """A pointer variable whose own address is used elsewhere than in a call escapes."""
        if not (isinstance(node, c_ast.UnaryOp) and node.op == "&"):
            return
        symbol = body.unit.refs.get(node.expr) if isinstance(node.expr, c_ast.ID) else None
        if symbol is None or not is_local(symbol) or not isinstance(symbol.ctype, Pointer):
            return
        if node not in self._library.forgotten:
            self._edges([symbol], ESCAPED)

    # Calls -------------------------------------------------------------------------------------

    def _call(self, body: Body, call: c_ast.FuncCall) -> None:
        args = [self._sources(body, a, "call") for a in arguments(call)]
        name = self.code.library(body.unit, call)
        definition = self.code.callee(body.unit, call)
        if name is not None:
            self._library.call(body, call, name, args)
        elif definition is not None:
            self._bind(call, definition, args)
        else:
            self._give(len(args), args)
            able = [f for f in self._taken if self._accepts(f, len(args))]
            for function in able:
                self._bind(call, function, args)
            if not able or self._foreign_taken:
                for sources in args:
                    self._edges(sources, ESCAPED)

    @staticmethod
    def _accepts(function: FunctionDef, count: int) -> bool:
        variadic = bool(getattr(function.symbol.ctype, "variadic", False))
        return len(function.params) == count or (variadic and len(function.params) < count)

    def _bind(
        self, call: c_ast.FuncCall, function: FunctionDef, args: list[list[Hashable]]
    ) -> None:
        self._calls[function.key].append((call, args))
        self._give(function.key, args)
        for index, sources in enumerate(args):
            self._edges(sources, self._parameter(function, index))

    def _give(self, callee: str | int, args: list[list[Hashable]]) -> None:
        for index, sources in enumerate(args):
            slot = self._slots[callee, index] = (callee, index)
            self._edges(sources, slot)

    def _inherit(self, handed: Handed) -> list[Inherited]:
        """Let parameters have what earlier versions give."""
        found = list(inherited(handed, self.code.functions, self._taken, self._accepts))
        for given in found:
            self._edges([given], self._parameter(given.function, given.index))
        return found

    @staticmethod
    def _parameter(function: FunctionDef, index: int) -> Hashable:
        return function.params[index] if index < len(function.params) else LISTED

    def handed(self, before: Handed) -> Handed:
        """Return what functions are given, by this version or by one before it."""
        starts: dict[Hashable, Given] = {given: given.pointer for given in self._inherited}
        starts.update((node, _given(origin)) for node, (origin, _, _) in self._origins.items())
        return handed_on(before, self._into, starts, self._slots)

    # Solving -----------------------------------------------------------------------------------

    def _through_calls(self) -> None:
        """Connect arguments to results where a function may return its parameter."""
        returned: dict[str, set[int]] = defaultdict(set)
        pending = list(self.code.functions)
        while pending:
            key = pending.pop()
            function = self.code.functions[key]
            reach = self._reaching((key, _RESULT), key)
            found = {i for i, param in enumerate(function.params) if param in reach}
            for index in found - returned[key]:
                for call, args in self._calls[key]:
                    if index < len(args):
                        self._edges(args[index], call)
                        owner = self._owner.get(call)
                        if owner:
                            pending.append(owner)
            returned[key] |= found

    def _reaching(self, target: Hashable, owner: str | None = None) -> set[Hashable]:
        """Return all nodes with a path to ``target`` (inside one function, if ``owner`` is set)."""
        seen: set[Hashable] = {target}
        pending = [target]
        while pending:
            for source in self._into.get(pending.pop(), ()):
                if source not in seen and (owner is None or self._owner.get(source) == owner):
                    seen.add(source)
                    pending.append(source)
        return seen

    def _conclude(self) -> None:
        escaped = self._reaching(ESCAPED)
        uses: dict[str, list[InteriorUse]] = defaultdict(list)
        returned = {key: self._reaching((key, _RESULT), key) for key in self._makers()}
        for node, (origin, body, how) in self._origins.items():
            key = body.function.key if body.function else ""
            held: Held = "local" if "local" in how else "call"
            if node in escaped or node in returned[key]:
                held = "escape"
                self._pin(_given(origin), "is kept" if node in escaped else "is returned")
            if not origin.aliases:
                continue
            uses[key].append(InteriorUse(node, origin.aliases, held, place_of(node)))
        self.uses = {key: tuple(found) for key, found in uses.items()}
        for gift in self._inherited:
            name, param = gift.function.name, self._parameter(gift.function, gift.index)
            if gift in escaped or param in returned[gift.function.key]:
                self._pin(gift.pointer, f"may be kept by {name}, which an earlier version gives it")

    def _makers(self) -> set[str]:
        """Return the functions that make pointers into objects, or are given them by old code."""
        makers = {
            body.function.key if body.function else "" for _, body, _ in self._origins.values()
        }
        return makers | {gift.function.key for gift in self._inherited}

    def _pin(self, pointer: Given, how: str) -> None:
        if pointer.storage:
            self.kept.setdefault(pointer.storage, pointer.line)
        for record, member in pointer.aliases:
            known = self.pinned.get(record)
            if known is None:
                reason = f"a pointer to its member {member} {how} at {pointer.line}"
                self.pinned[record] = Wrappability("pinned", reason, pointer.place, (member,))
            elif member not in known.fields:
                fields = (*known.fields, member)
                self.pinned[record] = Wrappability("pinned", known.reason, known.place, fields)


def _given(origin: Origin) -> Given:
    seen = evidence(origin.node)
    return Given(origin.aliases, origin.storage, seen.line, seen.place)
