"""The normal form of code, by which versions are compared: resolved types, no layout.

A constant that the preprocessor made of ``__LINE__`` or ``__FILE__`` counts as that macro, so that
moving a function does not change it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from pycparser import c_ast

from dsu_kernel.cfront.ctype import Function, describe
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.print_declarations import defined_record
from dsu_kernel.cfront.printer import CPrinter


class Canonicaliser:
    """Normal forms of functions and initialisers; ``sources`` are the texts of the units."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._lines = {name: text.split("\n") for name, text in sources.items()}
        self._known: WeakKeyDictionary[c_ast.Node, str] = WeakKeyDictionary()

    def function(self, function: FunctionDef, unit: TranslationUnit) -> str:
        """Return the normal form of a definition, head included."""
        known = self._known.get(function.node)
        if known is None:
            printer = _NormalPrinter(unit, self._lines)
            known = self._known[function.node] = printer.function(function)
        return known

    def initialiser(self, symbol: Symbol, unit: TranslationUnit) -> str:
        """Return the normal form of an object's initialiser, "" without one."""
        init = getattr(symbol.node, "init", None)
        return _NormalPrinter(unit, self._lines).visit(init) if init is not None else ""


class _NormalPrinter(CPrinter):
    """Prints with types resolved and identifiers by the entity they name."""

    def __init__(self, unit: TranslationUnit, lines: Mapping[str, list[str]]) -> None:
        super().__init__()
        self._unit = unit
        self._lines = lines

    def function(self, function: FunctionDef) -> str:
        ctype = function.symbol.ctype
        names = ", ".join(f"{describe(p.ctype)} {p.name}" for p in function.params)
        result = describe(ctype.result) if isinstance(ctype, Function) else ""
        attributes = " ".join(sorted(function.attributes))
        return f"{attributes} {result} {function.name}({names}) {self.visit(function.node.body)}"

    def visit_Decl(self, n: c_ast.Decl) -> str:
        ctype = self._unit.types.get(n)
        if ctype is None or n.name is None or defined_record(n) is not None:
            return super().visit_Decl(n)
        words = [*n.storage, *n.funcspec, describe(ctype, n.name)]
        return " ".join(words) + self.declarator_end(n)

    def type_name(self, node: c_ast.Node) -> str:
        ctype = self._unit.types.get(node)
        if ctype is None or defined_record(node) is not None:
            return super().type_name(node)
        return describe(ctype)

    def visit_Typedef(self, n: c_ast.Typedef) -> str:
        # Its uses are resolved; only a record that it defines matters.
        return "" if defined_record(n) is None else super().visit_Typedef(n)

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self._unit.refs.get(n)
        if symbol is None:
            return str(n.name)
        if symbol.kind == "enumerator":
            return f"{n.name}={symbol.value}"
        return symbol.key or str(n.name)

    def visit_Constant(self, n: c_ast.Constant) -> str:
        text, coord = str(n.value), n.coord
        if coord is None:
            return text
        if text == str(coord.line) and not self._spelled(coord, rf"\b{text}\b"):
            return "__LINE__"
        if text.startswith('"') and text.strip('"') == coord.file:
            return text if self._spelled(coord, re.escape(text)) else "__FILE__"
        return text

    def _spelled(self, coord: Any, pattern: str) -> bool:
        """Whether the user's own line has the constant, so that no macro made it."""
        lines = self._lines.get(coord.file, [])
        if not 1 <= coord.line <= len(lines):
            return True
        return re.search(pattern, lines[coord.line - 1]) is not None
