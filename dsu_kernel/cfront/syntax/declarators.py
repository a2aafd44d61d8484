"""Declarators: chains of pointers, arrays and functions down to the name."""

from __future__ import annotations

from typing import TypeAlias

from pycparser import c_ast

Declarator: TypeAlias = c_ast.TypeDecl | c_ast.PtrDecl | c_ast.ArrayDecl | c_ast.FuncDecl


def innermost(decl: Declarator) -> c_ast.TypeDecl:
    """The ``TypeDecl`` at the heart of a declarator."""
    while not isinstance(decl, c_ast.TypeDecl):
        decl = decl.type
    return decl


def declared_name(decl: Declarator) -> str | None:
    """The name at the heart of a declarator, None when it is abstract."""
    name: str | None = innermost(decl).declname
    return name
