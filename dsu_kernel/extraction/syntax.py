"""Pieces of syntax, made by hand: each function returns new nodes at a given place."""

from __future__ import annotations

from typing import Any

from pycparser import c_ast

Coord = Any


def name(text: str, coord: Coord) -> c_ast.ID:
    """``text``."""
    return c_ast.ID(text, coord)


def number(value: int, coord: Coord) -> c_ast.Constant:
    """An integer constant."""
    return c_ast.Constant("int", str(value), coord)


def member(base: str, field: str, coord: Coord, *, pointer: bool) -> c_ast.StructRef:
    """``base->field`` or ``base.field``."""
    arrow = "->" if pointer else "."
    return c_ast.StructRef(name(base, coord), arrow, name(field, coord), coord)


def assign(target: c_ast.Node, value: c_ast.Node, coord: Coord) -> c_ast.Assignment:
    """``target = value``."""
    return c_ast.Assignment("=", target, value, coord)


def call(function: str, arguments: list[c_ast.Node], coord: Coord) -> c_ast.FuncCall:
    """``function(arguments)``."""
    exprs = c_ast.ExprList(arguments, coord) if arguments else None
    return c_ast.FuncCall(name(function, coord), exprs, coord)


def address(text: str, coord: Coord) -> c_ast.UnaryOp:
    """``&text``."""
    return c_ast.UnaryOp("&", name(text, coord), coord)


def block(items: list[c_ast.Node], coord: Coord) -> c_ast.Compound:
    """``{ items }``."""
    return c_ast.Compound(items, coord)


def single(items: list[c_ast.Node], coord: Coord) -> c_ast.Node:
    """One statement that does what several do."""
    if not items:
        return c_ast.EmptyStatement(coord)
    declares = isinstance(items[0], c_ast.Decl | c_ast.Typedef | c_ast.StaticAssert | c_ast.Pragma)
    return items[0] if len(items) == 1 and not declares else block(items, coord)


def negated(condition: c_ast.Node, coord: Coord) -> c_ast.UnaryOp:
    """``!condition``."""
    return c_ast.UnaryOp("!", condition, coord)


def specifier(words: list[str], declared: str | None, coord: Coord) -> c_ast.TypeDecl:
    """The type ``words`` for the name ``declared``."""
    return c_ast.TypeDecl(declared, [], None, c_ast.IdentifierType(words, coord), coord)


def struct(tag: str, declared: str | None, coord: Coord) -> c_ast.TypeDecl:
    """The type ``struct tag`` for the name ``declared``."""
    return c_ast.TypeDecl(declared, [], None, c_ast.Struct(tag, None, coord), coord)


def declaration(
    declared: str, kind: c_ast.Node, coord: Coord, init: c_ast.Node | None = None
) -> c_ast.Decl:
    """The declaration of an automatic object, a member or a parameter."""
    return c_ast.Decl(declared, [], [], [], [], kind, init, None, coord)


def type_of(value: c_ast.Node, coord: Coord) -> c_ast.Typename:
    """``__typeof__(value)`` as a type name."""
    inner = c_ast.TypeOf("typeof", value, coord)
    return c_ast.Typename(None, [], None, c_ast.TypeDecl(None, [], None, inner, coord), coord)


def static_function(
    declared: str, parameters: list[c_ast.Node], result: c_ast.Node, coord: Coord
) -> c_ast.Decl:
    """``static RESULT declared(parameters)``; ``result`` is a declarator of that name."""
    listed = parameters or [c_ast.Typename(None, [], None, specifier(["void"], None, coord), coord)]
    kind = c_ast.FuncDecl(c_ast.ParamList(listed, coord), result, coord)
    return c_ast.Decl(declared, [], [], ["static"], [], kind, None, None, coord)


def definition(head: c_ast.Decl, items: list[c_ast.Node], coord: Coord) -> c_ast.FuncDef:
    """The definition of the function that ``head`` declares."""
    return c_ast.FuncDef(head, None, block(items, coord), coord)
