"""``#pragma weak``: an attribute of the name's declaration, written apart from it.

``#pragma weak a`` makes ``a`` weak, ``#pragma weak a = b`` makes it a weak second name of ``b``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pycparser import c_ast

from dsu_kernel.cfront.model import place_of
from dsu_kernel.cfront.syntax.nodes import GnuAttribute
from dsu_kernel.errors import UnsupportedConstruct

_WEAK = re.compile(r"\s*weak\s+([\w$]+)\s*(?:=\s*([\w$]+)\s*)?\Z")


def with_weak_names(items: Sequence[c_ast.Node]) -> list[c_ast.Node]:
    """Return the items with attributes for pragmas; one about a name of a header stays."""
    if not any(isinstance(item, c_ast.Pragma) and _WEAK.match(item.string) for item in items):
        return list(items)
    declarations: dict[str, c_ast.Decl] = {}
    for item in items:
        declared = item.decl if isinstance(item, c_ast.FuncDef) else item
        if isinstance(declared, c_ast.Decl) and declared.name:
            declarations.setdefault(declared.name, declared)
    return [item for item in items if not _applied(item, declarations)]


def _applied(item: c_ast.Node, declarations: dict[str, c_ast.Decl]) -> bool:
    match = _WEAK.match(item.string) if isinstance(item, c_ast.Pragma) else None
    if match is None:
        return False
    name, target = match.groups()
    declared = declarations.get(name)
    if declared is None:
        if target is not None:
            what = f"the second name {name} in a #pragma, which its file does not declare,"
            raise UnsupportedConstruct(what, place_of(item), "declare it in the same file")
        return False
    words = "weak" if target is None else f'weak, alias("{target}")'
    attribute = GnuAttribute(f"__attribute__(({words}))", item.coord)
    declared.attributes = [*(declared.attributes or ()), attribute]
    return True
