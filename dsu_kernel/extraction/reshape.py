"""Blocks and backward jumps as loops, so that there is one kind of thing to extract.

``#pragma dsu extract`` before a block makes it ``do { ... } while (0)``. A label to which the loop,
or the code after it, jumps back makes the rest of its block a loop::

    again: a(); while (c) { ...; goto again; } b();
    again: while (1) { a(); while (c) { ...; goto again; } b(); break; }

where ``goto again`` now means the next turn. The nodes of the function stay what they are; only
the statements around them are new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import child_nodes
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import LOOPS, Step, Target, statements

_LISTS = (c_ast.Compound, c_ast.Case, c_ast.Default)


def once(target: Target, block: c_ast.Node) -> Target:
    """Return the target for a block that a pragma names; ``target.path`` leads to the block."""
    step = target.path[-1]
    items = statements(step.node)
    loop = c_ast.DoWhile(syntax.number(0, block.coord), block, block.coord)
    around = _with_items(step.node, [*items[: step.index - 1], loop, *items[step.index + 1 :]])
    body, path = _put(target.path[:-1], around, target.body)
    return replace(
        target, body=body, path=(*path, Step(around, step.index - 1)), loop=loop, once=True
    )


def without_pragma(target: Target) -> Target:
    """Return the target for a loop that a pragma names, the pragma gone."""
    step = target.path[-1]
    items = statements(step.node)
    around = _with_items(step.node, [*items[: step.index - 1], *items[step.index :]])
    body, path = _put(target.path[:-1], around, target.body)
    return replace(target, body=body, path=(*path, Step(around, step.index - 1)))


def turned_into_loop(target: Target, labels: Collection[str]) -> Target | None:
    """Return the target that begins at the first of some labels before or around a loop.

    None when one of them does not stand in the blocks around the loop, or when the new loop would
    catch a ``break`` of a switch.
    """
    found: dict[str, tuple[int, int]] = {}
    for depth, step in enumerate(target.path):
        items = statements(step.node)
        for index, item in enumerate(items[: step.index + 1]):
            found.update((name, (depth, index)) for name in chain(item) if name in labels)
    if not found or set(labels) - found.keys():
        return None
    return _at(target, *min(found.values()))


def _at(target: Target, depth: int, index: int) -> Target | None:
    node = target.path[depth].node
    items = statements(node)
    first: Any = items[index]
    names = chain(first)
    labels = [first]
    while isinstance(labels[-1].stmt, c_ast.Label):
        labels.append(labels[-1].stmt)
    inside = [labels[-1].stmt, *items[index + 1 :]]
    if leaves(inside):
        return None
    coord = first.coord
    turn = syntax.block([*inside, c_ast.Break(coord)], coord)
    loop = c_ast.While(syntax.number(1, coord), turn, coord)
    labelled: c_ast.Node = loop
    below: list[Step] = []
    for label in reversed(labels):
        labelled = c_ast.Label(label.name, labelled, label.coord, attributes=label.attributes)
        below.insert(0, Step(labelled))
    around = _with_items(node, [*items[:index], labelled])
    body, path = _put(target.path[:depth], around, target.body)
    stem = f"{target.user}_{names[0]}"
    return replace(
        target,
        body=body,
        path=(*path, Step(around, index), *below),
        loop=loop,
        stem=stem,
        again=frozenset(names),
    )


def chain(node: c_ast.Node) -> list[str]:
    """Return the labels in front of a statement."""
    found = []
    while isinstance(node, c_ast.Label):
        found.append(node.name)
        node = node.stmt
    return found


def leaves(items: Iterable[c_ast.Node]) -> bool:
    """Whether statements have a ``break`` or ``continue`` that belongs to something around them."""
    return any(_free(items, switch=False))


def _free(items: Iterable[c_ast.Node], *, switch: bool) -> Iterator[bool]:
    for node in items:
        if isinstance(node, c_ast.Continue) or (isinstance(node, c_ast.Break) and not switch):
            yield True
        elif not isinstance(node, LOOPS):
            yield from _free(child_nodes(node), switch=switch or isinstance(node, c_ast.Switch))


def _with_items(node: Any, items: list[c_ast.Node]) -> c_ast.Node:
    if isinstance(node, c_ast.Compound):
        return c_ast.Compound(items, node.coord)
    if isinstance(node, c_ast.Case):
        return c_ast.Case(node.expr, items, node.coord, attributes=node.attributes)
    return c_ast.Default(items, node.coord, attributes=node.attributes)


def with_child(step: Step, child: c_ast.Node) -> c_ast.Node:
    """Return the statement of a step with another statement on the way to the loop."""
    node: Any = step.node
    if isinstance(node, _LISTS):
        items = statements(node)
        return _with_items(node, [*items[: step.index], child, *items[step.index + 1 :]])
    if isinstance(node, c_ast.If):
        first, second = node.iftrue, node.iffalse
        if step.index == 0:
            return c_ast.If(node.cond, child, second, node.coord)
        return c_ast.If(node.cond, first, child, node.coord)
    if isinstance(node, c_ast.Switch):
        return c_ast.Switch(node.cond, child, node.coord)
    if isinstance(node, c_ast.Label):
        return c_ast.Label(node.name, child, node.coord, attributes=node.attributes)
    return c_ast.AttributedStatement(node.attributes, child, node.coord)


def _put(
    path: tuple[Step, ...], node: c_ast.Node, body: c_ast.Compound
) -> tuple[c_ast.Compound, tuple[Step, ...]]:
    """Put a statement at the end of a path; return the new body and path."""
    made: list[Step] = []
    for step in reversed(path):
        node = with_child(step, node)
        made.insert(0, Step(node, step.index))
    assert isinstance(node, c_ast.Compound), body
    return node, tuple(made)
