"""Parting a function around a loop: the code before it and the code after it.

The code after the loop is what control reaches when the loop has ended, from the inside out: the
rest of the block around the loop, the rest of the block around that, and so on. Code before the
loop that goes on behind it without having run it (the other branch of an ``if``, a jump) enters the
code after the loop at a label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.cfront.syntax.nodes import GnuNode, StmtExpr
from dsu_kernel.extraction.collect import Step, Target, statements

_CASES = (c_ast.Case, c_ast.Default)


class Here(GnuNode):
    """Where the loop stood."""

    __slots__ = ()


class Leave(GnuNode):
    """Where the code before the loop goes on at a label after it."""

    __slots__ = ("label",)
    attr_names = ("label",)

    def __init__(self, label: str, coord: object = None) -> None:
        super().__init__(coord)  # type: ignore[arg-type]
        self.label = label


@dataclass(slots=True)
class Split:
    """The two parts; both refer to the nodes of the function and new nodes around them."""

    head: c_ast.Compound
    tail: list[c_ast.Node]


def split(target: Target) -> Split:
    """Part a function around a loop."""
    return _Splitter(target).run()


class _Splitter:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._coord = target.loop.coord
        self._head: c_ast.Node = Here(target.loop.coord)
        self._tail: list[c_ast.Node] = []
        # Whether the code before the loop can come to the end of the present statement.
        self._completes = False
        self._labels = labels_in([target.body])

    def run(self) -> Split:
        """Go from the loop outwards."""
        for position in reversed(range(len(self._target.path))):
            step = self._target.path[position]
            node = step.node
            if isinstance(node, c_ast.Compound):
                around = self._target.path[position - 1].node if position else None
                self._block(node, step.index, around)
            elif isinstance(node, _CASES):
                self._case(node, step.index)
            else:
                self._other(step)
        assert isinstance(self._head, c_ast.Compound)
        return Split(self._head, self._tail)

    def _block(self, node: c_ast.Compound, index: int, around: c_ast.Node | None) -> None:
        items = statements(node)
        before, after = items[:index], items[index + 1 :]
        if before and _is_about_loops(before[-1]):
            before.pop()
        kept: list[c_ast.Node] = [*before, self._head]
        if isinstance(around, c_ast.Switch):
            for item in after:
                self._later_case(item, kept)
        else:
            self._after(after, kept)
        if around is not None and self._tail:
            self._tail = [c_ast.Compound(self._tail, self._coord)]
        self._head = c_ast.Compound(kept, node.coord)

    def _later_case(self, item: c_ast.Node, kept: list[c_ast.Node]) -> None:
        """Move a case behind the loop's own there; the ``switch`` enters it through a label."""
        if not isinstance(item, _CASES):
            self._after([item], kept)
            return
        leave: list[c_ast.Node] = []
        if item.stmts:
            label = self._join()
            leave = [Leave(label, self._coord)]
            self._tail += [_label(label, self._coord), *_flat(item.stmts)]
            self._completes = False
        kept.append(_case_of(item, leave))

    def _after(self, after: list[c_ast.Node], kept: list[c_ast.Node]) -> None:
        """Add what follows to the code after the loop; ``kept`` may have to go there as well."""
        if self._completes and after:
            label = self._join()
            kept.append(Leave(label, self._coord))
            self._tail.append(_label(label, self._coord))
            self._completes = False
        self._tail += after

    def _join(self) -> str:
        name, number = "dsu_join", 2
        while name in self._labels:
            name, number = f"dsu_join{number}", number + 1
        self._labels.add(name)
        return name

    def _case(self, node: c_ast.Case | c_ast.Default, index: int) -> None:
        items = statements(node)
        kept = [*items[:index], self._head]
        self._after(items[index + 1 :], kept)
        self._head = _case_of(node, kept)

    def _other(self, step: Step) -> None:
        node = step.node
        if isinstance(node, c_ast.If):
            branches = [node.iftrue, node.iffalse]
            branches[step.index] = self._head
            self._head = c_ast.If(node.cond, branches[0], branches[1], node.coord)
            self._completes = True
        elif isinstance(node, c_ast.Switch):
            self._head = c_ast.Switch(node.cond, self._head, node.coord)
            self._completes = True
            if self._tail:
                self._tail = [_breakable(self._tail, node)]
        elif isinstance(node, c_ast.Label):
            self._head = c_ast.Label(node.name, self._head, node.coord, attributes=node.attributes)
        elif isinstance(node, c_ast.AttributedStatement):
            self._head = c_ast.AttributedStatement(node.attributes, self._head, node.coord)


def _label(name: str, coord: Any) -> c_ast.Label:
    return c_ast.Label(name, c_ast.EmptyStatement(coord), coord)


def _case_of(node: c_ast.Case | c_ast.Default, items: list[c_ast.Node]) -> c_ast.Node:
    """Return a case with other statements."""
    if isinstance(node, c_ast.Case):
        return c_ast.Case(node.expr, items, node.coord, attributes=node.attributes)
    return c_ast.Default(items, node.coord, attributes=node.attributes)


def _is_about_loops(node: c_ast.Node) -> bool:
    """Whether a pragma wants a loop behind it: advice to the optimiser."""
    words = node.string.split() if isinstance(node, c_ast.Pragma) else []
    return words[:1] == ["GCC"] and words[1:2] in (["unroll"], ["ivdep"], ["novector"])


def _flat(items: list[c_ast.Node]) -> list[c_ast.Node]:
    """Return statements of a ``switch`` as control falls through them."""
    found: list[c_ast.Node] = []
    for item in items:
        found += _flat(statements(item)) if isinstance(item, _CASES) else [item]
    return found


def _breakable(items: list[c_ast.Node], node: c_ast.Switch) -> c_ast.Switch:
    """Return a ``switch`` that runs statements which may ``break`` out of it."""
    always = c_ast.Constant("int", "0", node.coord)
    body = c_ast.Compound([c_ast.Default(items, node.coord)], node.coord)
    return c_ast.Switch(always, body, node.coord)


def stray_cases(items: list[c_ast.Node]) -> bool:
    """Whether statements contain a ``case`` of a ``switch`` around them."""
    pending = list(items)
    while pending:
        node = pending.pop()
        if isinstance(node, _CASES):
            return True
        if isinstance(node, c_ast.Switch | c_ast.ExprList | StmtExpr):
            continue
        pending += [child for _, child in node.children()]
    return False


def labels_in(nodes: list[c_ast.Node]) -> set[str]:
    """Return the labels that statements contain."""
    return {each.name for n in nodes for each in preorder(n) if isinstance(each, c_ast.Label)}


def gotos_in(nodes: list[c_ast.Node]) -> list[c_ast.Goto]:
    """Return the jumps that statements contain."""
    return [each for n in nodes for each in preorder(n) if isinstance(each, c_ast.Goto)]
