"""Copies of syntax in which some nodes become others."""

from __future__ import annotations

from functools import cache
from typing import Any

from pycparser import c_ast

_DEFINITIONS = (c_ast.Struct, c_ast.Union, c_ast.Enum)


@cache
def _slots(kind: type[c_ast.Node]) -> tuple[str, ...]:
    found = [slot for base in kind.__mro__ for slot in getattr(base, "__slots__", ())]
    return tuple(dict.fromkeys(slot for slot in found if slot != "__weakref__"))


class Copier:
    """Copies a tree; subclasses override :meth:`copy` for the nodes that change.

    Nodes that several declarators share (``struct { ... } a, b;``) stay shared in the copy.
    """

    def __init__(self) -> None:
        self._shared: dict[c_ast.Node, c_ast.Node] = {}

    def copy(self, node: c_ast.Node) -> Any:
        """Return the copy of an expression, a type or a declarator."""
        return self.plain(node)

    def plain(self, node: Any) -> Any:
        """Return a node of the same class with its parts copied."""
        if node in self._shared:
            return self._shared[node]
        made = node.__class__.__new__(node.__class__)
        if isinstance(node, _DEFINITIONS):
            self._shared[node] = made
        for slot in _slots(node.__class__):
            setattr(made, slot, self.part(getattr(node, slot)))
        self.copied(node, made)
        return made

    def part(self, value: Any) -> Any:
        """Return the copy of what a slot of a node holds."""
        if isinstance(value, c_ast.Node):
            return self.copy(value)
        if isinstance(value, list):
            return [self.part(each) for each in value]
        return value

    def copied(self, node: c_ast.Node, made: c_ast.Node) -> None:
        """Note that ``made`` is the copy of ``node``."""
