"""Constant expressions as C text that says the same wherever, and whenever, it stands.

Types are spelled without typedefs, enumerators are their values, and what ``sizeof`` is asked about
is its type: when one of them changes, so does the text.
"""
# ruff: noqa: D102  (a method visit_X prints the node X and says so by its name)

from __future__ import annotations

from collections.abc import Mapping

from pycparser import c_ast

from dsu_kernel.cfront.model import EnumDef, Symbol
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.types import Array, Basic, CType, EnumType, RecordKey, describe

_LONGEST = 500


class ResolvedPrinter(CPrinter):
    """Prints expressions that have been typed, by the typing's own tables."""

    def __init__(
        self,
        types: Mapping[c_ast.Node, CType],
        refs: Mapping[c_ast.ID, Symbol],
        enums: Mapping[RecordKey, EnumDef],
    ) -> None:
        super().__init__()
        self._types = types
        self._refs = refs
        self._enums = enums
        self._formulas: dict[Symbol, str] = {}

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
        if symbol is None or symbol.kind != "enumerator":
            return super().visit_ID(n)
        if symbol.value is None:
            if symbol not in self._formulas:
                self._formulas[symbol] = self._formula(symbol)
            return self._formulas[symbol] or super().visit_ID(n)
        return str(symbol.value) if symbol.value >= 0 else f"({symbol.value})"

    def _formula(self, enumerator: Symbol) -> str:
        """Return what gcc computes an enumerator from, "" when that is too long to be told."""
        for enum in self._enums.values():
            items = [i for i in enum.node.values.enumerators if isinstance(i, c_ast.Enumerator)]
            if enumerator.node not in items:
                continue
            at = items.index(enumerator.node)
            after = next(k for k in range(at + 1) if items[at - k].value is not None)
            text = f"({self.expr(items[at - after].value)}{f' + {after}' if after else ''})"
            return text if len(text) <= _LONGEST else ""
        return ""


def _plain(ctype: CType) -> CType:
    """Return a type of the same size without enumerations, whose names do not tell it."""
    if isinstance(ctype, Array):
        return Array(_plain(ctype.element), ctype.length, ctype.vla, ctype.dimension)
    return Basic(ctype.underlying) if isinstance(ctype, EnumType) else ctype
