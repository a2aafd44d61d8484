"""Declarators: chains of pointers, arrays and functions down to the name, and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, cast

from pycparser import c_ast

Declarator: TypeAlias = c_ast.TypeDecl | c_ast.PtrDecl | c_ast.ArrayDecl | c_ast.FuncDecl
DECLARATORS: Final = (c_ast.TypeDecl, c_ast.PtrDecl, c_ast.ArrayDecl, c_ast.FuncDecl)


def innermost(decl: Declarator) -> c_ast.TypeDecl:
    """The ``TypeDecl`` at the heart of a declarator."""
    while not isinstance(decl, c_ast.TypeDecl):
        decl = decl.type
    return decl


def declared_name(decl: Declarator) -> str | None:
    """The name at the heart of a declarator, None when it is abstract."""
    name: str | None = innermost(decl).declname
    return name


def joined(nodes: Iterable[c_ast.Node]) -> list[list[c_ast.Node]]:
    """Group the declarators that must stay in one declaration.

    Each declarator can be printed as a declaration of its own, except where that would repeat or
    change the meaning of the type: in ``T T = 1, *p = &T;`` the first declarator hides the type
    name, and ``typeof`` may evaluate its operand or name the first declarator.
    """
    groups: list[list[c_ast.Node]] = []
    open_coord: object = None
    for node in nodes:
        specifier = _specifier_of(node)
        if open_coord is not None and getattr(specifier, "coord", None) is open_coord:
            groups[-1].append(node)
            continue
        groups.append([node])
        open_coord = specifier.coord if specifier and _binds(specifier, node) else None
    return groups


def _binds(specifier: c_ast.Node, node: c_ast.Node) -> bool:
    """Would repeating ``specifier`` after the declaration ``node`` mean something else?"""
    if isinstance(specifier, c_ast.TypeOf):
        return True
    if not isinstance(specifier, c_ast.IdentifierType) or not isinstance(node, c_ast.Decl):
        return False
    return bool(specifier.names == [node.name])


def _specifier_of(node: c_ast.Node) -> c_ast.Node | None:
    """The type specifier of a declaration of an object, else None."""
    if isinstance(node, c_ast.Decl) and isinstance(node.type, DECLARATORS):
        return cast(c_ast.Node, innermost(node.type).type)
    return None
