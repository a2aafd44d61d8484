"""Constants whose values gcc has to know when it compiles a module.

``static int size = N * 2;`` is constant for gcc where ``const int N = 10;`` is in sight. A later
module has ``N`` from an earlier one, so it reads a copy of its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit, child_nodes
from dsu_kernel.cfront.types import Array, is_const


def constant_reads(unit: TranslationUnit) -> Mapping[c_ast.ID, Symbol]:
    """Return the uses of constants by value in initialisers of static objects and enumerators."""
    found: dict[c_ast.ID, Symbol] = {}
    for init in _constant_expressions(unit):
        for use in _values(init, unit):
            symbol = unit.refs.get(use)
            if symbol is not None and _is_known(symbol):
                found[use] = symbol
    return found


def _constant_expressions(unit: TranslationUnit) -> Iterator[c_ast.Node]:
    for symbol in (*unit.objects.values(), *unit.static_locals):
        init = getattr(symbol.node, "init", None)
        if init is not None:
            yield init
    for enum in unit.enums.values():
        if not enum.system:
            values = (getattr(each, "value", None) for each in enum.node.values.enumerators)
            yield from (value for value in values if value is not None)


def _is_known(symbol: Symbol) -> bool:
    node = symbol.node
    constant = symbol.kind == "object" and symbol.key is not None and is_const(symbol.ctype)
    return constant and symbol.defined and getattr(node, "init", None) is not None


def _values(init: c_ast.Node, unit: TranslationUnit) -> Iterator[c_ast.ID]:
    """Yield the identifiers whose object, or part of it, is read; not those that are measured."""
    pending = [init]
    while pending:
        node = pending.pop()
        if isinstance(node, c_ast.UnaryOp) and node.op.strip("_") in ("sizeof", "alignof"):
            continue
        place = node
        if isinstance(node, c_ast.UnaryOp) and node.op == "&":
            place = node.expr
        by_value = place is node and not isinstance(unit.types.get(node), Array)
        while isinstance(place, c_ast.StructRef | c_ast.ArrayRef):
            if isinstance(place, c_ast.ArrayRef):
                pending.append(place.subscript)
            place = place.name
        if isinstance(place, c_ast.ID):
            yield from [place] if by_value else []
        else:
            pending += child_nodes(place)
