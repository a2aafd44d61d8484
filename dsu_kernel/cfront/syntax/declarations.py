"""Declarations in syntax trees: their declarators, the records that they define, and neighbours.

A declarator is a chain of pointers, arrays and functions down to the name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias, cast

from pycparser import c_ast

Record: TypeAlias = c_ast.Struct | c_ast.Union | c_ast.Enum
Declarator: TypeAlias = c_ast.TypeDecl | c_ast.PtrDecl | c_ast.ArrayDecl | c_ast.FuncDecl
RECORDS: Final = (c_ast.Struct, c_ast.Union, c_ast.Enum)
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


def members_of(node: Record) -> list[c_ast.Node] | None:
    """The members or enumerators that a record node itself lists, None for a mere reference."""
    members = node.values if isinstance(node, c_ast.Enum) else node.decls
    return None if members is None else list(members)


def defined_record(node: c_ast.Node) -> Record | None:
    """The record or enumeration that a declaration defines inline, None if it defines none."""
    if not isinstance(node, (c_ast.Decl, c_ast.Typedef)):
        return None
    typ = node.type
    while isinstance(typ, DECLARATORS):
        typ = typ.type
    return typ if isinstance(typ, RECORDS) and members_of(typ) is not None else None


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
