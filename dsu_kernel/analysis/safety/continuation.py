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

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.safety.bodies import Body
from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.safety.pointers.aliases import Aliases
from dsu_kernel.analysis.safety.recorder import Held, Recorder
from dsu_kernel.analysis.safety.uses import UseRules
from dsu_kernel.analysis.syntax.walk import arguments, constant_truth
from dsu_kernel.cfront.syntax.nodes import Asm, ComputedGoto, StmtExpr

_NOT_STATEMENTS = (c_ast.Compound, c_ast.Case, c_ast.Default, c_ast.Label, c_ast.Pragma)


@dataclass(slots=True)
class _Jumps:
    """Where ``break`` and ``continue`` lead, and what the labels of a ``switch`` collect."""

    breaks: list[int] = field(default_factory=list)
    continues: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    defaults: list[bool] = field(default_factory=list)


def solve(
    graph: CallGraph,
    aliases: Aliases,
    rules: UseRules,
    key: str,
    *,
    all_points: bool = False,
    extracted: Collection[c_ast.Node] = (),
) -> Held:
    """Analyse one function.

    ``all_points`` takes every statement boundary for a point. ``extracted`` are loops whose
    iterations, and what follows them, are functions of their own: old code ends with the
    iteration, but variables live on.
    """
    body = Body(graph, aliases, rules, key, all_points=all_points, closer=extracted)
    recorder = Recorder(body, aliases, all_points)
    states = _States(body, recorder, frozenset(extracted))
    while states.run():
        pass
    recorder.on = True
    states.run()
    return recorder.result()


class _States:
    """The transfer functions: the state before each kind of node, given the state after it."""

    def __init__(self, body: Body, recorder: Recorder, extracted: frozenset[c_ast.Node]) -> None:
        self._body = body
        self._recorder = recorder
        self._extracted = extracted
        self._in_scope = 0
        self._jumps = _Jumps()
        self._heads: dict[c_ast.Node | str, int] = {}
        self._grown = False
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
            StmtExpr: lambda node, after: self._before(node.block, after | body.own(node)),
        }

    def run(self) -> bool:
        """Go once over the body; return whether the state of a label or loop head has grown."""
        body = self._body
        self._grown = False
        self._in_scope = body.mask(s for s in body.function.params if s in body.exposed)
        self._recorder.boundary(body.root, self._in_scope, after=True)
        self._before(body.root, 0)
        return self._grown

    # ---- states: statements ----

    def _before(self, node: c_ast.Node | None, after: int) -> int:
        """Return the state before a statement or expression, given the state after it."""
        if node is None:
            return after
        if not self._body.busy(node):
            return after | self._body.below(node)
        rule = self._rule.get(node.__class__)
        if rule is None:
            return self._in_any_order(node, after)
        return rule(node, after)

    def _statement(self, node: c_ast.Node | None, after: int) -> int:
        state = self._before(node, after)
        if node is not None and not isinstance(node, _NOT_STATEMENTS):
            self._recorder.boundary(node, state | self._in_scope)
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
        self._in_scope |= self._body.exposed_in(i for i in items if isinstance(i, c_ast.Decl))
        for item in reversed(items):
            after = self._statement(item, after)
        self._in_scope = outer
        return after

    def _declaration(self, node: c_ast.Decl, after: int) -> int:
        declared = self._body.mask([self._body.unit.introduces.get(node)])
        self._in_scope &= ~declared
        after &= ~declared
        return self._in_any_order(node, after)

    def _in_sequence(self, node: c_ast.Node, after: int) -> int:
        after |= self._body.own(node)
        for child in reversed(self._body.tree.below[node]):
            after = self._before(child, after)
        return after

    def _if(self, node: c_ast.If, after: int) -> int:
        taken = self._statement(node.iftrue, after)
        other = self._statement(node.iffalse, after)
        return self._before(node.cond, taken | other)

    def _loop_body(
        self, loop: c_ast.While | c_ast.DoWhile | c_ast.For, repeat: int, after: int
    ) -> int:
        if loop in self._extracted:
            repeat &= self._body.variables
            after &= self._body.variables
        self._jumps.breaks.append(after)
        self._jumps.continues.append(repeat)
        state = self._statement(loop.stmt, repeat)
        self._jumps.breaks.pop()
        self._jumps.continues.pop()
        return state

    def _while(self, node: c_ast.While, after: int) -> int:
        body = self._loop_body(node, self._heads.get(node, 0), after)
        return self._meet(node, self._test(node.cond, body, after))

    def _do(self, node: c_ast.DoWhile, after: int) -> int:
        test = self._test(node.cond, self._heads.get(node, 0), after)
        return self._meet(node, self._loop_body(node, test, after))

    def _for(self, node: c_ast.For, after: int) -> int:
        outer = self._in_scope
        if isinstance(node.init, c_ast.DeclList):
            self._in_scope |= self._body.exposed_in(node.init.decls)
        repeat = self._before(node.next, self._heads.get(node, 0))
        body = self._loop_body(node, repeat, after)
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
        return self._unsequenced(self._body.tree.below[node], after | self._body.own(node))

    def _unsequenced(self, parts: list[c_ast.Node], after: int) -> int:
        """Operands whose order is open: each may come before all that the others do."""
        body = self._body
        busy = [part for part in parts if body.busy(part)]
        for part in parts:
            if not body.busy(part):
                after |= body.below(part)
        if len(busy) < 2:
            return self._before(busy[0], after) if busy else after
        state = 0
        for part in busy:
            others = 0
            for other in busy:
                others |= body.below(other) if other is not part else 0
            state |= self._before(part, after | others)
        return state

    def _call(self, node: c_ast.FuncCall, after: int) -> int:
        call = self._body.calls[node]
        if self._body.never_returns(call):
            after = 0
        self._recorder.call(call, after | self._in_scope)
        operands = [node.name, *arguments(node)]
        return self._unsequenced(operands, after | self._body.own(node))

    def _assignment(self, node: c_ast.Assignment, after: int) -> int:
        killed = self._body.killed(node)
        after = after & ~killed | self._body.own(node)
        parts = [node.rvalue] if killed else [node.lvalue, node.rvalue]
        return self._unsequenced(parts, after)

    def _binary(self, node: c_ast.BinaryOp, after: int) -> int:
        if node.op not in {"&&", "||"}:
            return self._in_any_order(node, after)
        return self._before(node.left, after | self._before(node.right, after))

    def _conditional(self, node: c_ast.TernaryOp, after: int) -> int:
        after |= self._body.own(node)
        taken = self._before(node.iftrue, after)
        return self._before(node.cond, taken | self._before(node.iffalse, after))
