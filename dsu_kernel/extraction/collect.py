"""Finding what to extract: the outermost loops of a function that contain an update point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.points import is_update_point
from dsu_kernel.analysis.walk import callee_symbol, preorder
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.nodes import StmtExpr

Loop = c_ast.While | c_ast.DoWhile | c_ast.For
LOOPS = (c_ast.While, c_ast.DoWhile, c_ast.For)


@dataclass(frozen=True, slots=True)
class Step:
    """One statement around the loop; ``index``: in which of its statements the loop is.

    For an ``if``, 0 is the first branch and 1 the other.
    """

    node: c_ast.Node
    index: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A loop to be extracted from ``function``, whose body is ``body``; ``path`` leads to it."""

    unit: TranslationUnit
    function: FunctionDef
    body: c_ast.Compound
    path: tuple[Step, ...]
    loop: Loop
    stem: str

    def before(self) -> Iterator[c_ast.Node]:
        """Yield the statements that come before the loop in the blocks around it."""
        for step in self.path:
            yield from statements(step.node)[: step.index]

    def captured(self) -> tuple[Symbol, ...]:
        """The automatic objects in scope at the loop, parameters first."""
        declared: list[c_ast.Node] = []
        for item in self.before():
            declared += [item] if isinstance(item, c_ast.Decl) else []
        if isinstance(self.loop, c_ast.For) and isinstance(self.loop.init, c_ast.DeclList):
            declared += self.loop.init.decls
        found = [self.unit.introduces.get(node) for node in declared]
        objects = [s for s in found if s is not None and is_automatic(s)]
        return (*(p for p in self.function.params if p.name), *objects)


def pragma_before(path: tuple[Step, ...]) -> str:
    """Return the ``#pragma dsu`` word that stands before the statement at the end of a path."""
    items = statements(path[-1].node)
    before = items[path[-1].index - 1] if items and path[-1].index else None
    words = before.string.split() if isinstance(before, c_ast.Pragma) else []
    return words[1] if len(words) == 2 and words[0] == "dsu" else ""


def is_automatic(symbol: Symbol) -> bool:
    """Whether a symbol is a local object that dies with its block."""
    return symbol.kind == "object" and symbol.key is None and symbol.linkage == "none"


def statements(node: c_ast.Node) -> list[c_ast.Node]:
    """Return the statements that a block or a case lists; none for other nodes."""
    if isinstance(node, c_ast.Compound):
        return list(node.block_items or [])
    if isinstance(node, c_ast.Case | c_ast.Default):
        return list(node.stmts or [])
    return []


def has_point(unit: TranslationUnit, node: c_ast.Node) -> bool:
    """Whether an update point is lexically inside a node."""
    return any(is_point(unit, each) for each in preorder(node))


def is_point(unit: TranslationUnit, node: c_ast.Node) -> bool:
    """Whether a node is a call of ``update()`` or ``dsu_update()``."""
    symbol = callee_symbol(unit, node) if isinstance(node, c_ast.FuncCall) else None
    return symbol is not None and is_update_point(symbol)


def marked_loops(unit: TranslationUnit, body: c_ast.Node) -> list[Loop]:
    """Return the loops with an update point inside, outer ones first, in the order of the text."""
    return [node for node in preorder(body) if isinstance(node, LOOPS) and has_point(unit, node)]


def path_to(node: c_ast.Node, wanted: c_ast.Node) -> tuple[Step, ...] | None:
    """Return the statements around ``wanted``, outermost first; None if there are others.

    Only blocks, branches, cases and labels can be taken apart: a loop inside another loop, or in a
    statement expression, has no path.
    """
    for index, below in _branches(node):
        if below is wanted:
            return (Step(node, index),)
        found = path_to(below, wanted)
        if found is not None:
            return (Step(node, index), *found)
    return None


def _branches(node: c_ast.Node) -> Iterator[tuple[int, c_ast.Node]]:
    yield from enumerate(statements(node))
    if isinstance(node, c_ast.If):
        branches = enumerate((node.iftrue, node.iffalse))
        yield from ((index, branch) for index, branch in branches if branch is not None)
    elif isinstance(node, c_ast.Label | c_ast.AttributedStatement | c_ast.Switch):
        yield (0, node.stmt)


def inside_expression(body: c_ast.Node, loop: c_ast.Node) -> bool:
    """Whether a loop stands in a statement expression."""
    return any(
        isinstance(node, StmtExpr) and any(below is loop for below in preorder(node))
        for node in preorder(body)
    )
