"""Reading syntax trees: children without attributes, preorder, what an expression names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.attributes import declared

_NOT_CHILDREN = frozenset({"coord", "__weakref__", "attributes"})
_DEFINITIONS = (c_ast.Struct, c_ast.Union, c_ast.Enum)


@cache
def _child_slots(kind: type[c_ast.Node]) -> tuple[str, ...]:
    if kind in _DEFINITIONS:
        return ()
    if kind is c_ast.StructRef:
        return ("name",)
    skipped = _NOT_CHILDREN | set(kind.attr_names)
    slots = [s for base in reversed(kind.__mro__) for s in getattr(base, "__slots__", ())]
    return tuple(dict.fromkeys(slot for slot in slots if slot not in skipped))


def cleanups(unit: TranslationUnit, node: c_ast.Decl) -> Iterator[Symbol]:
    """Yield the functions that ``__attribute__((cleanup(f)))`` calls at the end of a scope."""
    if node.attributes or getattr(node.type, "attributes", None):
        for name, text in declared(node):
            symbol = unit.lookup(text.strip()) if name == "cleanup" else None
            if symbol is not None:
                yield symbol


def children(node: c_ast.Node) -> list[c_ast.Node]:
    """Return what a node evaluates or contains.

    Left out: attributes, member names, designators of members, definitions of tags.
    """
    if node.__class__ is c_ast.NamedInitializer:
        return [part for part in node.name if not isinstance(part, c_ast.ID)] + [node.expr]
    found: list[c_ast.Node] = []
    # (mypy takes the hash of a class for that of its instances)
    for slot in _child_slots(node.__class__):  # type: ignore[arg-type]
        value = getattr(node, slot)
        if value is None:
            continue
        if value.__class__ is list:
            found += value
        elif isinstance(value, c_ast.Node):
            found.append(value)
    return found


def preorder(node: c_ast.Node) -> Iterator[c_ast.Node]:
    """Yield the node and all below it, parents first, in the order of the text."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        below = children(current)
        below.reverse()
        pending += below


class Tree:
    """The nodes of a subtree in preorder, and the children of each; walked once, read often."""

    __slots__ = ("below", "nodes", "root")

    def __init__(self, root: c_ast.Node) -> None:
        self.root = root
        self.nodes: list[c_ast.Node] = []
        self.below: dict[c_ast.Node, list[c_ast.Node]] = {}
        pending = [root]
        while pending:
            current = pending.pop()
            self.nodes.append(current)
            below = self.below[current] = children(current)
            pending += reversed(below)


def arguments(call: c_ast.FuncCall) -> list[c_ast.Node]:
    """Return the argument expressions of a call."""
    return list(call.args.exprs) if call.args is not None else []


def named_function(unit: TranslationUnit, node: c_ast.Node | None) -> Symbol | None:
    """Return the function that an expression names: ``f``, ``&f``, ``*f``, ``(T *)f``."""
    while isinstance(node, c_ast.UnaryOp | c_ast.Cast):
        if isinstance(node, c_ast.UnaryOp) and node.op not in {"&", "*", "__extension__"}:
            return None
        node = node.expr
    symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
    return symbol if symbol is not None and symbol.kind == "function" else None


def callee_symbol(unit: TranslationUnit, call: c_ast.FuncCall) -> Symbol | None:
    """Return the function that a call names directly; None for calls through pointers."""
    node = call.name
    while isinstance(node, c_ast.UnaryOp) and node.op in {"&", "*", "__extension__"}:
        node = node.expr
    return named_function(unit, node) if isinstance(node, c_ast.ID) else None


def is_local(symbol: Symbol) -> bool:
    """Whether the symbol is an automatic object (a parameter included)."""
    return symbol.kind == "object" and symbol.key is None


def constant_truth(node: c_ast.Node | None) -> bool | None:
    """Return whether a loop condition is a plain constant true or false; None if it varies."""
    if node is None:
        return True
    if isinstance(node, c_ast.Constant) and node.type in {"int", "unsigned int", "long int"}:
        text = node.value.rstrip("uUlL").lower()
        return any(digit not in "0bx" for digit in text)
    return None
