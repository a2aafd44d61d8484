"""Constant expressions as C text that says the same wherever, and whenever, it stands.

Types are spelled without typedefs, enumerators are their values, and what ``sizeof`` is asked about
is its type: when one of them changes, so does the text.
"""
# ruff: noqa: D102  (a method visit_X prints the node X and says so by its name)

from __future__ import annotations

from collections.abc import Mapping

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.types import Array, Basic, CType, EnumType, describe


class ResolvedPrinter(CPrinter):
    """Prints expressions that have been typed; ``types`` and ``refs`` are the typing's own."""

    def __init__(self, types: Mapping[c_ast.Node, CType], refs: Mapping[c_ast.ID, Symbol]) -> None:
        super().__init__()
        self._types = types
        self._refs = refs

    def type_name(self, node: c_ast.Node) -> str:
        ctype = self._types.get(node)
        return super().type_name(node) if ctype is None else describe(_plain(ctype))

    def argument_of_sizeof(self, node: c_ast.Node) -> str:
        ctype = self._types.get(node)
        return super().argument_of_sizeof(node) if ctype is None else describe(_plain(ctype))

    def visit_Alignas(self, n: c_ast.Alignas) -> str:
        if isinstance(n.alignment, c_ast.Typename):
            return f"_Alignas({self.type_name(n.alignment)})"
        return f"_Alignas({self.expr(n.alignment)})"

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self._refs.get(n)
        if symbol is None or symbol.kind != "enumerator" or symbol.value is None:
            return super().visit_ID(n)
        return str(symbol.value) if symbol.value >= 0 else f"({symbol.value})"


def _plain(ctype: CType) -> CType:
    """Return a type of the same size without enumerations, whose names do not tell it."""
    if isinstance(ctype, Array):
        return Array(_plain(ctype.element), ctype.length, ctype.vla, ctype.dimension)
    return Basic(ctype.underlying) if isinstance(ctype, EnumType) else ctype
