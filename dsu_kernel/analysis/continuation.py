"""What the rest of an activation may still use: a backward analysis of one function's body.

The state at a place is a set of bits: a bit per name that some path from there on uses, and a bit
per local variable that holds a pointer into something and may still be read. Names are never
killed; a variable is killed by an assignment to it. The body is read backwards as it is
structured; jumps meet in the states of labels and loop heads, and the whole is repeated until
those no longer grow.

Within a full expression C leaves the order of evaluation open in most places: what is not known to
be evaluated before a call counts as evaluated after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis import callbacks
from dsu_kernel.analysis.aliases import Aliases
from dsu_kernel.analysis.callgraph import CallGraph
from dsu_kernel.analysis.pointers import records_behind
from dsu_kernel.analysis.safety_facts import Call, Name, Point, Site
from dsu_kernel.analysis.uses import UseRules, result_type
from dsu_kernel.analysis.walk import arguments, children, constant_truth, is_local, preorder
from dsu_kernel.cfront.model import Place, Symbol, place_of
from dsu_kernel.cfront.nodes import Asm, ComputedGoto, StmtExpr

_JUMPS = (
    c_ast.Goto,
    c_ast.Return,
    c_ast.Break,
    c_ast.Continue,
    c_ast.Label,
    c_ast.Case,
    c_ast.Default,
    ComputedGoto,
    Asm,
    StmtExpr,
)
_NOT_STATEMENTS = (c_ast.Compound, c_ast.Case, c_ast.Default, c_ast.Label, c_ast.Pragma)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The result for one function, in the order of the text; the points have no ids yet (0)."""

    sites: tuple[Site, ...]
    points: tuple[Point, ...]


@dataclass(slots=True)
class _Jumps:
    """Where ``break`` and ``continue`` lead, and what the labels of a ``switch`` collect."""

    breaks: list[int] = field(default_factory=list)
    continues: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    defaults: list[bool] = field(default_factory=list)


class Continuation:
    """The analysis of one function; ``all_points`` takes every statement boundary for a point."""

    def __init__(
        self,
        graph: CallGraph,
        aliases: Aliases,
        rules: UseRules,
        key: str,
        *,
        all_points: bool = False,
    ) -> None:
        self._graph, self._aliases, self._rules, self._key = graph, aliases, rules, key
        self._unit = graph.unit_of[key]
        self._function = graph.functions[key]
        self._body = self._function.node.body
        self._all_points = all_points
        self._nodes = list(preorder(self._body))
        self._calls = {call.node: call for call in graph.calls(key)}
        self._carried = aliases.carried(key)
        self._exposed = aliases.exposed(key)
        self._bits: dict[Name | Symbol, int] = {}
        self._own: dict[c_ast.Node, int] = {}
        self._below: dict[c_ast.Node, int] = {}
        self._busy: set[c_ast.Node] = set()
        self._always = 0
        self._in_scope = 0
        self._jumps = _Jumps()
        self._heads: dict[c_ast.Node | str, int] = {}
        self._grown = False
        self._recording = False
        self._names: dict[int, frozenset[Name]] = {}
        self._sites: dict[c_ast.Node, Site] = {}
        self._points: dict[tuple[c_ast.Node, bool], Point] = {}
        self._rule: dict[type[c_ast.Node], Callable[[Any, int], int]] = {
            c_ast.Compound: self._compound,
            c_ast.Decl: self._declaration,
            c_ast.DeclList: self._in_sequence,
            c_ast.If: self._if,
            c_ast.While: self._while,
            c_ast.DoWhile: self._do,
            c_ast.For: self._for,
            c_ast.Switch: self._switch,
            c_ast.Case: self._case,
            c_ast.Default: self._case,
            c_ast.Label: self._label,
            c_ast.Goto: self._goto,
            ComputedGoto: self._computed_goto,
            Asm: self._asm,
            c_ast.Return: self._return,
            c_ast.Break: lambda _node, _after: self._jumps.breaks[-1],
            c_ast.Continue: lambda _node, _after: self._jumps.continues[-1],
            c_ast.FuncCall: self._call,
            c_ast.Assignment: self._assignment,
            c_ast.BinaryOp: self._binary,
            c_ast.TernaryOp: self._conditional,
            c_ast.ExprList: self._in_sequence,
            StmtExpr: lambda node, after: self._before(node.block, after) | self._own_of(node),
        }

    def solve(self) -> Held:
        """Run the analysis."""
        self._measure()
        self._grown = True
        while self._grown:
            self._grown = False
            self._pass()
        self._recording = True
        self._pass()
        order = {node: index for index, node in enumerate(self._nodes)}
        sites = sorted(self._sites.items(), key=lambda item: order[item[0]])
        points = sorted(
            self._points.items(),
            key=lambda item: len(order) if item[0][1] else order[item[0][0]],
        )
        return Held(self._interruption() + tuple(s for _, s in sites), tuple(p for _, p in points))

    def _pass(self) -> None:
        self._in_scope = self._mask(s for s in self._function.params if s in self._exposed)
        after = self._mark(self._body, 0, after=True)
        self._before(self._body, after)

    def _interruption(self) -> tuple[Site, ...]:
        """A site for calls that no expression shows: signal handlers, ends of scopes."""
        graph = self._graph
        targets = graph.signal_handlers if graph.anywhere else frozenset()
        targets |= {key for key in graph.scans[self._key].cleanups if graph.spans(key)}
        if not targets:
            return ()
        held = self._expand(self._everything())
        return (Site(None, self._function.place, held, None, targets),)

    # ---- preparation ----

    def _bit(self, item: Name | Symbol) -> int:
        return 1 << self._bits.setdefault(item, len(self._bits))

    def _mask(self, symbols: Iterable[Symbol | None]) -> int:
        mask = 0
        for symbol in symbols:
            if symbol is not None and symbol in self._carried:
                mask |= self._bit(symbol)
        return mask

    def _measure(self) -> None:
        """Find what each node uses, alone and with all below it, and which need a closer look."""
        for node, uses in self._rules.node_uses(self._body, result_type(self._function)).items():
            for name, _ in uses:
                self._own[node] = self._own_of(node) | self._bit(name)
        written: set[c_ast.Node] = set()
        for node in self._nodes:
            if isinstance(node, c_ast.Assignment) and self._killed(node):
                written.add(node.lvalue)
                self._busy.add(node)
            elif isinstance(node, c_ast.Decl):
                if self._unit.introduces.get(node) in self._carried:
                    self._busy.add(node)
            elif isinstance(node, c_ast.ID):
                symbol = self._unit.refs.get(node)
                if symbol is not None and symbol in self._carried and node not in written:
                    self._own[node] = self._own_of(node) | self._bit(symbol)
            elif isinstance(node, _JUMPS) or self._is_site(node):
                self._busy.add(node)
        if self._all_points:
            self._busy.update(self._nodes)
        for node in reversed(self._nodes):
            mask = self._own_of(node)
            for child in children(node):
                mask |= self._below[child]
                if child in self._busy:
                    self._busy.add(node)
            self._below[node] = mask
        scan = self._graph.scans[self._key]
        if scan.setjmp or any(map(self._graph.spans, scan.cleanups)):
            self._always = self._everything()

    def _everything(self) -> int:
        return self._below[self._body] | self._mask(self._carried)

    def _killed(self, node: c_ast.Assignment) -> int:
        """Return the bit of the tracked variable that a plain assignment overwrites, or 0."""
        if node.op != "=" or not isinstance(node.lvalue, c_ast.ID):
            return 0
        symbol = self._unit.refs.get(node.lvalue)
        if symbol is None or symbol not in self._carried:
            return 0
        return 0 if symbol in self._exposed else self._bit(symbol)

    def _is_site(self, node: c_ast.Node) -> bool:
        call = self._calls.get(node) if isinstance(node, c_ast.FuncCall) else None
        return call is not None and bool(self._targets(call) or self._graph.is_point(call))

    def _targets(self, call: Call) -> frozenset[str]:
        graph = self._graph
        return graph.targets(call) if self._all_points else graph.spanning_targets(call)

    def _own_of(self, node: c_ast.Node) -> int:
        return self._own.get(node, 0)

    # ---- recording ----

    def _expand(self, state: int) -> frozenset[Name]:
        """Return the names of a state, those behind live variables included."""
        found = self._names.get(state)
        if found is None:
            names: set[Name] = set()
            for item, index in self._bits.items():
                if state >> index & 1:
                    names |= {item} if isinstance(item, Name) else self._carried[item]
            found = self._names[state] = frozenset(names)
        return found

    def _held(self, state: int) -> frozenset[Name]:
        return self._expand(state | self._always | self._in_scope)

    def _mark(self, node: c_ast.Node, state: int, *, after: bool = False) -> int:
        """Note a statement boundary, if those are asked for; return the state."""
        if self._recording and self._all_points:
            place = self._end_place() if after else place_of(node)
            point = Point(0, self._key, place, self._held(state), node, after)
            self._points[node, after] = point
        return state

    def _end_place(self) -> Place:
        extent = self._unit.extents.get(self._function.node)
        start = self._function.place
        return Place(start.unit, extent.end_line, extent.end_col) if extent else start

    def _record(self, call: Call, state: int) -> None:
        given = self._aliases.handed(self._key, call.node)
        if call.kind == "library":
            given = given.union(*(records_behind(self._unit, a) for a in arguments(call.node)))
        held = self._held(state) | given
        targets = self._targets(call)
        if self._graph.is_point(call) and not self._all_points:
            self._points[call.node, False] = Point(0, self._key, call.place, held, call.node)
        if targets:
            callee = call.callee if call.kind == "direct" and call.callee in targets else None
            if callee is not None and self._never_returns(call):
                held |= {Name("F", callee)}
            self._sites[call.node] = Site(callee, call.place, held, call.node, targets)

    # ---- states: statements ----

    def _before(self, node: c_ast.Node | None, after: int) -> int:
        """Return the state before a statement or expression, given the state after it."""
        if node is None:
            return after
        if node not in self._busy:
            return after | self._below[node]
        rule = self._rule.get(node.__class__)
        if rule is None:
            return self._in_any_order(node, after)
        return rule(node, after)

    def _statement(self, node: c_ast.Node | None, after: int) -> int:
        state = self._before(node, after)
        if node is not None and self._all_points and not isinstance(node, _NOT_STATEMENTS):
            self._mark(node, state)
        return state

    def _meet(self, key: c_ast.Node | str, state: int) -> int:
        """Join a state into that of a loop head or label."""
        known = self._heads.get(key, 0)
        if state | known != known:
            self._heads[key] = state | known
            self._grown = True
        return state

    def _compound(self, node: c_ast.Compound, after: int) -> int:
        outer = self._in_scope
        items = node.block_items or []
        declared = [self._unit.introduces.get(i) for i in items if isinstance(i, c_ast.Decl)]
        self._in_scope |= self._mask(s for s in declared if s in self._exposed)
        for item in reversed(items):
            after = self._statement(item, after)
        self._in_scope = outer
        return after

    def _declaration(self, node: c_ast.Decl, after: int) -> int:
        symbol = self._unit.introduces.get(node)
        if symbol is not None and symbol in self._carried and is_local(symbol):
            after &= ~self._bit(symbol)
            self._in_scope &= ~self._bit(symbol)
        return self._in_any_order(node, after)

    def _in_sequence(self, node: c_ast.Node, after: int) -> int:
        after |= self._own_of(node)
        for child in reversed(children(node)):
            after = self._before(child, after)
        return after

    def _if(self, node: c_ast.If, after: int) -> int:
        taken = self._statement(node.iftrue, after)
        other = self._statement(node.iffalse, after)
        return self._before(node.cond, taken | other)

    def _loop_body(self, body: c_ast.Node, repeat: int, after: int) -> int:
        self._jumps.breaks.append(after)
        self._jumps.continues.append(repeat)
        state = self._statement(body, repeat)
        self._jumps.breaks.pop()
        self._jumps.continues.pop()
        return state

    def _while(self, node: c_ast.While, after: int) -> int:
        body = self._loop_body(node.stmt, self._heads.get(node, 0), after)
        return self._meet(node, self._test(node.cond, body, after))

    def _do(self, node: c_ast.DoWhile, after: int) -> int:
        test = self._test(node.cond, self._heads.get(node, 0), after)
        return self._meet(node, self._loop_body(node.stmt, test, after))

    def _for(self, node: c_ast.For, after: int) -> int:
        outer = self._in_scope
        if isinstance(node.init, c_ast.DeclList):
            declared = [self._unit.introduces.get(d) for d in node.init.decls]
            self._in_scope |= self._mask(s for s in declared if s in self._exposed)
        repeat = self._before(node.next, self._heads.get(node, 0))
        body = self._loop_body(node.stmt, repeat, after)
        state = self._meet(node, self._test(node.cond, body, after))
        state = self._before(node.init, state)
        self._in_scope = outer
        return state

    def _test(self, cond: c_ast.Node | None, true: int, false: int) -> int:
        truth = constant_truth(cond)
        if truth is not None:
            return self._before(cond, true if truth else false)
        return self._before(cond, true | false)

    def _switch(self, node: c_ast.Switch, after: int) -> int:
        jumps = self._jumps
        jumps.breaks.append(after)
        jumps.cases.append(0)
        jumps.defaults.append(False)
        self._statement(node.stmt, after)
        jumps.breaks.pop()
        entered = jumps.cases.pop()
        return self._before(node.cond, entered if jumps.defaults.pop() else entered | after)

    def _case(self, node: c_ast.Case | c_ast.Default, after: int) -> int:
        for item in reversed(node.stmts or []):
            after = self._statement(item, after)
        self._jumps.cases[-1] |= after
        if isinstance(node, c_ast.Default):
            self._jumps.defaults[-1] = True
        return after

    def _label(self, node: c_ast.Label, after: int) -> int:
        return self._meet(node.name, self._statement(node.stmt, after))

    def _goto(self, node: c_ast.Goto, _after: int) -> int:
        return self._heads.get(node.name, 0)

    def _computed_goto(self, node: ComputedGoto, _after: int) -> int:
        return self._before(node.expr, self._any_label())

    def _any_label(self) -> int:
        state = 0
        for key, head in self._heads.items():
            state |= head if isinstance(key, str) else 0
        return state

    def _asm(self, node: Asm, after: int) -> int:
        return self._in_any_order(node, after | self._any_label() if node.labels else after)

    def _return(self, node: c_ast.Return, _after: int) -> int:
        return self._in_any_order(node, 0)

    # ---- states: expressions ----

    def _in_any_order(self, node: c_ast.Node, after: int) -> int:
        return self._unsequenced(children(node), after | self._own_of(node))

    def _unsequenced(self, parts: list[c_ast.Node], after: int) -> int:
        """Operands whose order is open: each may come before all that the others do."""
        busy = [part for part in parts if part in self._busy]
        quiet = 0
        for part in parts:
            if part not in self._busy:
                quiet |= self._below[part]
        after |= quiet
        if len(busy) < 2:
            return self._before(busy[0], after) if busy else after
        state = 0
        for part in busy:
            others = 0
            for other in busy:
                others |= self._below[other] if other is not part else 0
            state |= self._before(part, after | others)
        return state

    def _call(self, node: c_ast.FuncCall, after: int) -> int:
        call = self._calls[node]
        if self._never_returns(call):
            after = 0
        if self._recording and self._is_site(node):
            self._record(call, after)
        operands = [node.name, *arguments(node)]
        return self._unsequenced(operands, after | self._own_of(node))

    def _never_returns(self, call: Call) -> bool:
        if call.kind == "library":
            return call.callee in callbacks.NEVER_RETURN
        if call.kind != "direct" or call.callee is None:
            return False
        return "noreturn" in self._graph.functions[call.callee].attributes

    def _assignment(self, node: c_ast.Assignment, after: int) -> int:
        killed = self._killed(node)
        after = after & ~killed | self._own_of(node)
        parts = [node.rvalue] if killed else [node.lvalue, node.rvalue]
        return self._unsequenced(parts, after)

    def _binary(self, node: c_ast.BinaryOp, after: int) -> int:
        if node.op not in {"&&", "||"}:
            return self._in_any_order(node, after)
        return self._before(node.left, after | self._before(node.right, after))

    def _conditional(self, node: c_ast.TernaryOp, after: int) -> int:
        after |= self._own_of(node)
        taken = self._before(node.iftrue, after)
        return self._before(node.cond, taken | self._before(node.iffalse, after))
