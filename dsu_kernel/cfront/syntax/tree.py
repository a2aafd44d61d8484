"""Of any node of a syntax tree: where it stands in the text, and its children."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pycparser import c_ast
from pycparser.c_parser import Coord

from dsu_kernel.errors import Place


def place_of(node: c_ast.Node) -> Place:
    """Return a node's position (line 0 when the parser gave none)."""
    coord = node.coord
    return Place(coord.file, coord.line, coord.column or 0) if coord else Place("", 0)


def place_at(coord: object) -> Place | None:
    """The place that a node's ``coord`` means, None when the node has none."""
    if not isinstance(coord, Coord):
        return None
    return Place(coord.file, coord.line, coord.column or 0)


def child_nodes(node: c_ast.Node) -> list[c_ast.Node]:
    """Return a node's children (pycparser's base class does not declare that it iterates)."""
    return list(cast(Iterable[c_ast.Node], node))
