"""The three pieces of a function with an extracted loop: its head, one iteration, the rest."""

from __future__ import annotations

from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import constant_truth
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import is_point
from dsu_kernel.extraction.context import ENDED, NEXT, RETURNED, Context
from dsu_kernel.extraction.naming import FIRST, RESULT
from dsu_kernel.extraction.rewrite import Rewriter
from dsu_kernel.extraction.split import Here, labels_in


class HeadRewriter(Rewriter):
    """The function itself: the code before the loop, and the loop that calls the iterations."""

    pointer = False

    def __init__(self, context: Context, head: c_ast.Node) -> None:
        super().__init__(context)
        self.driver: c_ast.For | None = None  # the loop that calls the iterations
        self.own = frozenset(labels_in([head]))

    def function_name(self, node: c_ast.ID) -> Any:
        return self.plain(node)

    def leave_for(self, label: str, coord: Any) -> list[c_ast.Node]:
        return self.run_rest(self._state(coord), self.context.exit(label, coord), coord)

    def _state(self, coord: Any) -> c_ast.Node:
        return syntax.address(self.context.names.state, coord)

    def here(self, node: Here) -> list[c_ast.Node]:
        """``init; for (;;) { int next = BODY(&state); if (next) return REST(&state, next); }``.

        An update point with which each iteration begins stands before the call as well: no
        iteration is under way there, so nothing is held but the names of these functions.
        """
        names, loop, coord = self.context.names, self.context.target.loop, node.coord
        made: list[c_ast.Node] = []
        if isinstance(loop, c_ast.For) and loop.init is not None:
            items = loop.init.decls if isinstance(loop.init, c_ast.DeclList) else [loop.init]
            made += self.statements(items)
        if needs_first(loop):
            made.append(syntax.assign(self.field(FIRST, coord), syntax.number(1, coord), coord))
        run = syntax.call(names.iteration, [self._state(coord)], coord)
        kind = syntax.specifier(["int"], names.next, coord)
        following = self.run_rest(self._state(coord), syntax.name(names.next, coord), coord)
        point = leading_point(self.context.unit, loop)
        turn: list[c_ast.Node] = [
            *([] if point is None else [self.plain(point)]),
            syntax.declaration(names.next, kind, coord, run),
            c_ast.If(syntax.name(names.next, coord), syntax.single(following, coord), None, coord),
        ]
        self.driver = c_ast.For(None, None, None, syntax.block(turn, coord), coord)
        return [*made, self.driver]


class RestRewriter(Rewriter):
    """The code after the loop."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.own = context.tail

    def leave_for(self, label: str, coord: Any) -> list[c_ast.Node]:
        raise AssertionError(f"{label} is neither in the loop nor after it")


class IterationRewriter(Rewriter):
    """One iteration: it returns what comes next."""

    def __init__(self, context: Context, loop: c_ast.Node) -> None:
        super().__init__(context)
        self.own = frozenset(labels_in([loop]))
        # The loops and switches around the present statement that are in this iteration.
        self._around: list[bool] = []
        self._rules[c_ast.Break] = self._break
        self._rules[c_ast.Continue] = self._continue

    def loop(self, node: Any) -> Any:
        self._around.append(True)
        made = super().loop(node)
        self._around.pop()
        return made

    def switch(self, node: c_ast.Switch) -> list[c_ast.Node]:
        self._around.append(False)
        made = super().switch(node)
        self._around.pop()
        return made

    def code(self, value: int, coord: Any) -> c_ast.Return:
        """``return value``."""
        return c_ast.Return(syntax.number(value, coord), coord)

    def _break(self, node: c_ast.Break) -> list[c_ast.Node]:
        return [self.plain(node)] if self._around else [self.code(ENDED, node.coord)]

    def _continue(self, node: c_ast.Continue) -> list[c_ast.Node]:
        if any(self._around):
            return [self.plain(node)]
        return [self.code(after_turn(self.context.target.loop), node.coord)]

    def leave_for(self, label: str, coord: Any) -> list[c_ast.Node]:
        if label in self.context.target.again:
            return [self.code(NEXT, coord)]
        return [c_ast.Return(self.context.exit(label, coord), coord)]

    def returning(self, node: c_ast.Return) -> list[c_ast.Node]:
        coord = node.coord
        if node.expr is None:
            return [self.code(RETURNED, coord)]
        value = self.copy(node.expr)
        if not self.context.void:
            value = syntax.assign(self.field(RESULT, coord), value, coord)
        return [value, self.code(RETURNED, coord)]


def leading_point(unit: TranslationUnit, loop: Any) -> c_ast.Node | None:
    """Return the update point with which each iteration begins, before anything else happens."""
    if constant_truth(loop.cond) is not True or needs_first(loop):
        return None
    first = loop.stmt
    while isinstance(first, c_ast.Compound):
        first = first.block_items[0] if first.block_items else None
    return first if first is not None and is_point(unit, first) else None


def needs_first(loop: c_ast.Node) -> bool:
    """Whether an iteration has to know that it is the first one."""
    if isinstance(loop, c_ast.For):
        return loop.next is not None
    return isinstance(loop, c_ast.DoWhile) and constant_truth(loop.cond) is None


def after_turn(loop: c_ast.Node) -> int:
    """Return what comes after an iteration that came to its end."""
    once = isinstance(loop, c_ast.DoWhile) and constant_truth(loop.cond) is False
    return ENDED if once else NEXT
