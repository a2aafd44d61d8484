"""The normal form of code, by which versions are compared: resolved types, no layout.

A constant that the preprocessor made of ``__LINE__`` or ``__FILE__`` counts as that macro, so that
moving a function does not change it. In doubt it counts as a constant: a function that is compiled
anew for nothing does no harm, a change that is missed does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics import attributes
from dsu_kernel.cfront.semantics.statics import walk
from dsu_kernel.cfront.syntax.declarations import RECORDS, members_of
from dsu_kernel.cfront.types import Array, CType, EnumType, Function, Pointer, describe
from dsu_kernel.program.model import Version

_WORD = re.compile(r"[A-Za-z_]\w*")
_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)((?:\\\n|[^\n])*)", re.MULTILINE)
_LINE_MACROS = frozenset({"__LINE__", "assert", "assert_perror"})
_MOST_LINES = 50
_SECOND_NAMES = frozenset({"alias", "__alias__", "weakref", "__weakref__", "ifunc", "__ifunc__"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts of the units by line, and the macros that may expand to ``__LINE__``."""

    lines: Mapping[str, list[str]]
    line_macros: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Sources:
        """Read the units' texts; macros of headers are not known, but for a few."""
        bodies = [
            (name, set(_WORD.findall(body)))
            for text in texts.values()
            for name, body in _DEFINE.findall(text)
        ]
        found = set(_LINE_MACROS)
        while new := {name for name, words in bodies if words & found} - found:
            found |= new
        return cls({name: text.split("\n") for name, text in texts.items()}, frozenset(found))

    def span(self, file: str, line: int) -> str | None:
        """Return the user's own text from a line on, to the end of a call that begins there."""
        lines = self.lines.get(file, [])
        if not 1 <= line <= len(lines):
            return None
        text = lines[line - 1]
        for more in lines[line : line + _MOST_LINES]:
            if text.count("(") <= text.count(")"):
                break
            text += "\n" + more
        return text


class Canonicaliser:
    """Normal forms of the functions and initialisers of a version."""

    def __init__(self, version: Version) -> None:
        self._sources = Sources.of(version.program.sources)
        self._defined = frozenset({*version.functions, *version.globals})
        self._known: WeakKeyDictionary[c_ast.Node, str] = WeakKeyDictionary()

    def function(self, function: FunctionDef, unit: TranslationUnit) -> str:
        """Return the normal form of a definition, head included."""
        known = self._known.get(function.node)
        if known is None:
            printer = _NormalPrinter(unit, self._sources, self._defined)
            known = self._known[function.node] = printer.function(function)
        return known

    def initialiser(self, symbol: Symbol, unit: TranslationUnit) -> str:
        """Return the normal form of an object's initialiser, "" without one."""
        init = getattr(symbol.node, "init", None)
        printer = _NormalPrinter(unit, self._sources, self._defined)
        return printer.visit(init) if init is not None else ""


class _NormalPrinter(CPrinter):
    """Prints with types resolved and identifiers by the entity they name."""

    def __init__(self, unit: TranslationUnit, sources: Sources, defined: Collection[str]) -> None:
        super().__init__()
        self._unit = unit
        self._sources = sources
        self._defined = defined
        self._inlined: set[Symbol] = set()

    def function(self, function: FunctionDef) -> str:
        ctype = function.symbol.ctype
        names = ", ".join(f"{describe(p.ctype)} {p.name}" for p in function.params)
        result = describe(ctype.result) if isinstance(ctype, Function) else ""
        entries = sorted(attributes.declared(function.node.decl))
        words = [*sorted(function.attributes), *(f"{name}({args})" for name, args in entries)]
        head = f"{' '.join(words)} {result} {function.name}({names})"
        return f"{head} {self.visit(function.node.body)} {self._definitions(function.node)}"

    def _definitions(self, node: c_ast.Node) -> str:
        """Return the types that are defined in some code, wherever they stand."""
        found = [n for n in walk(node) if isinstance(n, RECORDS) and members_of(n) is not None]
        if not found:
            return ""
        layouts: dict[c_ast.Node, str] = {r.node: r.layout for r in self._unit.records.values()}
        return " ".join(f"{layouts.get(n, '')} {self.visit(n)}" for n in found)

    def visit_Decl(self, n: c_ast.Decl) -> str:
        ctype = self._unit.types.get(n)
        if ctype is None or n.name is None:
            return super().visit_Decl(n)
        symbol = self._unit.introduces.get(n)
        layout = [symbol.layout] if symbol is not None and symbol.layout else []
        words = [*n.storage, *n.funcspec, *layout, _spelled(ctype, n.name)]
        return " ".join(words) + self.declarator_end(n)

    def type_name(self, node: c_ast.Node) -> str:
        ctype = self._unit.types.get(node)
        return super().type_name(node) if ctype is None else _spelled(ctype)

    def visit_Typedef(self, n: c_ast.Typedef) -> str:
        return ""  # its uses are resolved

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self._unit.refs.get(n)
        if symbol is None:
            return str(n.name)
        if symbol.kind == "enumerator":
            value = self._definition(symbol) if symbol.value is None else symbol.value
            return f"({describe(symbol.ctype)}) {n.name}={value}"
        if symbol in self._unit.inline_only and symbol not in self._inlined:
            # Its body is part of what is compiled here.
            self._inlined.add(symbol)
            return f"{n.name}={self.visit(self._unit.inline_only[symbol].body)}"
        if symbol.key and symbol.key not in self._defined:
            # What no text of the program defines is as it is declared.
            return f"{symbol.key}: {describe(symbol.ctype)}{_stands_for(symbol)}"
        return symbol.key or str(n.name)

    def _definition(self, enumerator: Symbol) -> str:
        """Return, once, what a value that only gcc knows is made of: it and those before it."""
        enums = self._unit.enums.values() if enumerator not in self._inlined else ()
        self._inlined.add(enumerator)
        for enum in enums:
            items = enum.node.values.enumerators
            if enumerator.node in items:
                return "; ".join(map(self.visit, items[: items.index(enumerator.node) + 1]))
        return ""

    def visit_Constant(self, n: c_ast.Constant) -> str:
        text, coord = str(n.value), n.coord
        if coord is None:
            return text
        if text.isdigit() and coord.line <= int(text) <= coord.line + _MOST_LINES:
            return "__LINE__" if self._is_line(text, coord) else text
        if text.startswith('"') and text.strip('"') == coord.file:
            span = self._sources.span(coord.file, coord.line)
            return text if span is None or text in span else "__FILE__"
        return text

    def _is_line(self, text: str, coord: Any) -> bool:
        """Whether a number on the line that it names is one that ``__LINE__`` made."""
        span = self._sources.span(coord.file, coord.line)
        if span is None or int(text) - coord.line > span.count("\n"):
            return False
        words = set(_WORD.findall(span))
        return bool(words & self._sources.line_macros) and not re.search(rf"\b{text}\b", span)


def _stands_for(symbol: Symbol) -> str:
    """Return what a second name (``alias``) is a name of."""
    if not _SECOND_NAMES & set(symbol.attributes) or symbol.node is None:
        return ""
    found = [args for name, args in attributes.declared(symbol.node) if name in _SECOND_NAMES]
    return "".join(f"={args}" for args in found)


def _spelled(ctype: CType, name: str = "") -> str:
    """Return a type as C text, with what its enumerations are made of: that makes other code."""
    return " ".join([describe(ctype, name), *sorted(_underlying(ctype))])


def _underlying(ctype: CType) -> set[str]:
    if isinstance(ctype, EnumType):
        return {f"{ctype.key.spelling}:{ctype.underlying}"}
    if isinstance(ctype, Pointer):
        return _underlying(ctype.target)
    if isinstance(ctype, Array):
        return _underlying(ctype.element)
    if isinstance(ctype, Function):
        return _underlying(ctype.result).union(*map(_underlying, ctype.params))
    return set()
