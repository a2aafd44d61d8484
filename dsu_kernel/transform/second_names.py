"""Second names of functions and objects: ``alias``, ``weakref`` and ``ifunc`` attributes."""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit


def second_name(n: c_ast.Decl, unit: TranslationUnit) -> tuple[str, Symbol | None] | None:
    """Return the attribute that makes a declaration a second name, and what it names."""
    for attribute in n.attributes or ():
        for kind, text in getattr(attribute, "entries", ()):
            if kind in ("alias", "weakref", "ifunc") and text:
                return kind, unit.lookup(text.strip('" '))
    return None


def second_names(unit: TranslationUnit) -> Iterator[tuple[str, Symbol | None]]:
    """Yield the names with external linkage that a unit gives to what it defines."""
    for item in unit.items:
        if isinstance(item, c_ast.Decl) and item.name and "static" not in item.storage:
            found = second_name(item, unit)
            if found is not None and found[0] == "alias":
                yield item.name, found[1]
