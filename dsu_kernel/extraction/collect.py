"""Finding what to extract: the outermost loops of a function that contain an update point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.safety.calls.points import is_update_point
from dsu_kernel.analysis.syntax.walk import callee_symbol, preorder
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.nodes import StmtExpr

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
    """A loop to be extracted from ``function``, whose body is ``body``; ``path`` leads to it.

    ``stem`` is what the names of its pieces begin with, ``user`` the function that the user wrote.
    ``again``: labels at its beginning; a jump to them from inside is the next turn. ``once``: it
    is a block that a pragma names, not a loop of the program. ``generated``: the function is itself
    a piece of another one.
    """

    unit: TranslationUnit
    function: FunctionDef
    body: c_ast.Compound
    path: tuple[Step, ...]
    loop: Loop
    stem: str
    user: str
    again: frozenset[str] = frozenset()
    once: bool = False
    generated: bool = False

    def before(self) -> Iterator[c_ast.Node]:
        """Yield the statements that come before the loop in the blocks around it."""
        for step in self.path:
            yield from statements(step.node)[: step.index]

    def captured(self) -> tuple[Symbol, ...]:
        """The automatic objects in scope at the loop, parameters first.

        Of a piece's own parameters only the first, the state, is one that the code goes on using.
        """
        declared: list[c_ast.Node] = []
        for item in self.before():
            declared += [item] if isinstance(item, c_ast.Decl) else []
        if isinstance(self.loop, c_ast.For) and isinstance(self.loop.init, c_ast.DeclList):
            declared += self.loop.init.decls
        found = [self.unit.introduces.get(node) for node in declared]
        objects = [s for s in found if s is not None and is_automatic(s)]
        params = self.function.params[: 1 if self.generated else None]
        return (*(p for p in params if p.name), *objects)


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


def is_point(unit: TranslationUnit, node: c_ast.Node) -> bool:
    """Whether a node is a call of ``update()`` or ``dsu_update()``."""
    symbol = callee_symbol(unit, node) if isinstance(node, c_ast.FuncCall) else None
    return symbol is not None and is_update_point(symbol)


def is_request(node: c_ast.Node) -> bool:
    """Whether a node is ``#pragma dsu extract``."""
    return isinstance(node, c_ast.Pragma) and node.string.split() == ["dsu", "extract"]


def has_mark(unit: TranslationUnit, node: c_ast.Node) -> bool:
    """Whether an update point or a request to extract is lexically inside a node."""
    return any(is_point(unit, each) or is_request(each) for each in preorder(node))


def marked(unit: TranslationUnit, body: c_ast.Node) -> list[c_ast.Node]:
    """Return what is to be extracted, outer things first, in the order of the text.

    These are loops with a mark inside, statements that a pragma names, and labels to which control
    jumps back over an update point.
    """
    nodes = list(preorder(body))
    if not any(is_point(unit, each) or is_request(each) for each in nodes):
        return []
    found: list[c_ast.Node] = []
    for node in nodes:
        if isinstance(node, LOOPS) and has_mark(unit, node) and node not in found:
            found.append(node)
        items = statements(node)
        for index, item in enumerate(items):
            asked = index > 0 and is_request(items[index - 1])
            back = isinstance(item, c_ast.Label) and _goes_back(unit, items[index:])
            if (asked or back) and item not in found:
                found.append(item)
    order = {node: index for index, node in enumerate(nodes)}
    return sorted(found, key=lambda node: order[node])


def _goes_back(unit: TranslationUnit, items: list[c_ast.Node]) -> bool:
    """Whether control comes back to the labels of the first statement over an update point."""
    names: set[str] = set()
    node = items[0]
    while isinstance(node, c_ast.Label):
        names.add(node.name)
        node = node.stmt
    last = -1
    for index, item in enumerate(items):
        if any(isinstance(each, c_ast.Goto) and each.name in names for each in preorder(item)):
            last = index
    return any(is_point(unit, each) for item in items[: last + 1] for each in preorder(item))


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
