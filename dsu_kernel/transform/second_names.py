"""Second names of functions and objects: ``alias``, ``weakref`` and ``ifunc`` attributes."""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit


def second_name(n: c_ast.Decl, unit: TranslationUnit) -> tuple[str, Symbol | None] | None:
    """Return the attribute that makes a declaration a second name, and what it names.

    That may be something that only other units declare: see :func:`first_name`.
    """
    named = _attribute(n)
    return None if named is None else (named[0], unit.lookup(first_name(n, unit)))


def first_name(n: c_ast.Decl, unit: TranslationUnit) -> str:
    """Return the name that a declaration gives a second one, "" if it does not.

    A second name may itself be given one.
    """
    named, found, passed = _attribute(n), "", {n.name}
    while named is not None and named[1] not in passed:
        found = named[1]
        passed.add(found)
        again = (item for item in unit.items if isinstance(item, c_ast.Decl) and item.name == found)
        named = next(filter(None, map(_attribute, again)), None)
    return found


def _attribute(n: c_ast.Decl) -> tuple[str, str] | None:
    for attribute in n.attributes or ():
        for kind, text in getattr(attribute, "entries", ()):
            if kind in ("alias", "weakref", "ifunc") and text:
                return kind, text.strip('" ')
    return None


def second_names(unit: TranslationUnit) -> Iterator[tuple[str, Symbol | None]]:
    """Yield the names with external linkage that a unit gives to what it defines."""
    for item, kind, named in _declared(unit):
        if kind == "alias" and "static" not in item.storage:
            yield item.name, named


def objects_named_twice(unit: TranslationUnit) -> Iterator[tuple[str, Symbol]]:
    """Yield the second names that a unit gives to objects, each with the object."""
    for item, _, named in _declared(unit):
        if named is not None and named.kind == "object":
            yield item.name, named


def _declared(unit: TranslationUnit) -> Iterator[tuple[c_ast.Decl, str, Symbol | None]]:
    """Yield the declarations of second names, each with the attribute and what it names."""
    for item in unit.items:
        if isinstance(item, c_ast.Decl) and item.name:
            found = second_name(item, unit)
            if found is not None:
                yield item, *found
