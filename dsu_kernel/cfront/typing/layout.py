"""What a declaration says about where things lie, beyond its type: alignment, byte order …"""

from __future__ import annotations

import re

from pycparser import c_ast

from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.printing.resolved import ResolvedPrinter
from dsu_kernel.cfront.semantics import attributes
from dsu_kernel.cfront.semantics.attributes import Entry
from dsu_kernel.cfront.types import describe
from dsu_kernel.cfront.typing.workspace import Workspace

_LAYOUT = frozenset({"aligned", "packed", "ms_struct", "gcc_struct", "scalar_storage_order"})
_WORD = re.compile(r"[A-Za-z_]\w*")


def layout_of(node: c_ast.Decl | c_ast.Typedef, work: Workspace) -> str:
    """Return it as text, the same for the same layout; that of a typedef that it uses included.

    The operands of its ``_Alignas`` have been typed.
    """
    found: list[str] = []
    if aligned := getattr(node, "align", None):
        printer = ResolvedPrinter(work.types, work.refs, work.enums)
        found += map(printer.visit, aligned)
    found += entries_text(attributes.declared(node), work.scope)
    found.append(_typedef_layout(node, work.scope))
    return " ".join(filter(None, found))


def entries_text(entries: list[Entry], scope: Scope) -> list[str]:
    """Return the attributes that tell of layout, with their arguments and what those mean."""
    return [
        f"{name.strip('_')}({arguments}{_meaning(arguments, scope)})"
        for name, arguments in entries
        if name.strip("_") in _LAYOUT
    ]


def _meaning(arguments: str, scope: Scope) -> str:
    found = ""
    for word in _WORD.findall(arguments):
        symbol = scope.lookup(word)
        if symbol is not None and symbol.kind == "enumerator":
            found += f", {word}={symbol.value}"
        elif symbol is not None and symbol.kind == "typedef":
            found += f", {word}={describe(symbol.ctype)}"
    return found


def _typedef_layout(node: c_ast.Decl | c_ast.Typedef, scope: Scope) -> str:
    """Return what the typedef says that a declaration makes objects or arrays of."""
    specifier: c_ast.Node = node.type
    while isinstance(specifier, c_ast.TypeDecl | c_ast.ArrayDecl | c_ast.AttributedType):
        specifier = specifier.type
    if not isinstance(specifier, c_ast.IdentifierType):
        return ""
    symbol = scope.lookup(specifier.names[-1])
    return symbol.layout if symbol is not None and symbol.kind == "typedef" else ""
