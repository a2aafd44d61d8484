"""The state of a loop: a struct with one member for each variable in scope at the loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit, child_nodes
from dsu_kernel.cfront.parsing.parser import parse_unit
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.syntax.nodes import GnuAttribute
from dsu_kernel.cfront.types import Array, CType, Pointer, Record, describe, qualified, unqualified
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import is_automatic
from dsu_kernel.extraction.copying import Copier

CopyType = Callable[[c_ast.Node], c_ast.Node]
_KEPT_ATTRIBUTES = frozenset({"aligned", "vector_size", "mode", "may_alias"})


@dataclass(frozen=True, slots=True)
class State:
    """The members of a loop's state by the variable that lives there."""

    tag: str
    members: Mapping[Symbol, str]


def element(ctype: CType) -> CType:
    """Return the type of the innermost elements of an array, or the type itself."""
    while isinstance(ctype, Array):
        ctype = ctype.element
    return ctype


def without_const(ctype: CType) -> CType:
    """Return the type of an object that can be assigned to."""
    if isinstance(ctype, Array):
        return Array(without_const(ctype.element), ctype.length, ctype.vla, ctype.dimension)
    return qualified(unqualified(ctype), ctype.quals - {"const", "restrict"})


def member(unit: TranslationUnit, symbol: Symbol, name: str, copy: CopyType) -> c_ast.Decl | None:
    """Return the declaration of the member that holds a variable; None if it cannot be spelled."""
    node: Any = symbol.node
    ctype = symbol.ctype
    plain = nameable(ctype) and not _has_words(node)
    found: c_ast.Decl | None
    if plain:
        found = spelled(unit, without_const(ctype), name, node.coord)
    else:
        found = None if _depends(unit, node.type, ctype) else _copied(node, ctype, name, copy)
    if found is not None:
        found.align = [copy(each) for each in getattr(node, "align", None) or []]
        found.attributes = [
            each
            for each in getattr(node, "attributes", None) or []
            if isinstance(each, GnuAttribute) and set(each.names) & _KEPT_ATTRIBUTES
        ]
    return found


def _has_words(node: Any) -> bool:
    """Whether attributes say something about the type."""
    attributes = [a for a in getattr(node, "attributes", None) or [] if isinstance(a, GnuAttribute)]
    return any(set(a.names) & _KEPT_ATTRIBUTES for a in attributes)


def spelled(unit: TranslationUnit, ctype: CType, name: str, coord: Any) -> c_ast.Decl:
    """Return the declaration of ``name`` with a type that has a spelling at file scope."""
    typedefs = [s.name for s in unit.file_scope.symbols.values() if s.kind == "typedef"]
    text = f"struct x {{ {describe(ctype, name)}; }};"
    known = [*unit.headers.typedef_names, *typedefs]
    parsed = parse_unit(text, filename=unit.name, typedef_names=known)
    found = parsed.ast.ext[0].type.decls[0]
    made = _Placed(coord).copy(found)
    assert isinstance(made, c_ast.Decl)
    return made


class _Placed(Copier):
    """Copies with every node at one place."""

    def __init__(self, coord: Any) -> None:
        super().__init__()
        self._coord = coord

    def copied(self, node: c_ast.Node, made: Any) -> None:
        made.coord = self._coord


def _copied(node: Any, ctype: CType, name: str, copy: CopyType) -> c_ast.Decl | None:
    """Return a member with the declarator of the variable itself, const apart."""
    if symbol_is_parameter(node, ctype):
        return None
    kind: Any = copy(node.type)
    found = syntax.declaration(name, kind, node.coord)
    inner, dimensions = kind, ctype
    while isinstance(inner, c_ast.ArrayDecl):
        if not isinstance(dimensions, Array):
            return None
        if dimensions.length is not None:
            inner.dim = syntax.number(dimensions.length, node.coord)
        elif inner.dim is None:
            return None
        inner, dimensions = inner.type, dimensions.element
    if "const" in dimensions.quals and "const" not in (inner.quals or []):
        return None  # a typedef says so
    inner.quals = [word for word in inner.quals or [] if word not in ("const", "restrict")]
    inner = named_type(inner)
    inner.declname = name
    found.quals = list(inner.quals or [])
    return found


def _depends(unit: TranslationUnit, node: Any, ctype: CType) -> bool:
    """Whether a declarator mentions variables of the function, known dimensions apart."""
    while (
        isinstance(node, c_ast.ArrayDecl) and isinstance(ctype, Array) and ctype.length is not None
    ):
        node, ctype = node.type, ctype.element
    if isinstance(node, c_ast.TypeOf):
        return True
    symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
    if symbol is not None and is_automatic(symbol):
        return True
    return any(_depends(unit, child, ctype) for child in child_nodes(node))


def named_type(node: Any) -> Any:
    """Return the part of a declarator that has the declared name."""
    while not isinstance(node, c_ast.TypeDecl):
        node = node.type
    return node


def symbol_is_parameter(node: Any, ctype: CType) -> bool:
    """Whether a declarator is that of a parameter which C turns into a pointer."""
    return isinstance(node.type, c_ast.ArrayDecl | c_ast.FuncDecl) and isinstance(ctype, Pointer)


def is_constant(unit: TranslationUnit, node: Any) -> bool:
    """Whether an initialiser is a constant that means the same anywhere in the unit."""
    if isinstance(node, c_ast.Constant):
        return True
    if isinstance(node, c_ast.ID):
        symbol = unit.refs.get(node)
        return symbol is not None and symbol.kind == "enumerator"
    if isinstance(node, c_ast.UnaryOp):
        return node.op in ("+", "-", "~", "!") and is_constant(unit, node.expr)
    return (
        isinstance(node, c_ast.BinaryOp)
        and is_constant(unit, node.left)
        and is_constant(unit, node.right)
    )


def definition(tag: str, members: list[c_ast.Decl], coord: Any) -> c_ast.Decl:
    """Return ``struct tag { members };``."""
    record = c_ast.Struct(tag, members, coord, attributes=[])
    return c_ast.Decl(None, [], [], [], [], record, None, None, coord)


def store(target: Callable[[], c_ast.Node], ctype: CType, init: c_ast.Node) -> c_ast.Node:
    """Return the statement that gives a member the value of a variable's initialiser.

    ``init`` is already rewritten; ``target`` makes a new reference to the member.
    """
    coord = init.coord
    if isinstance(ctype, Array):
        return _store_array(target, init)
    if isinstance(init, c_ast.InitList):
        if not isinstance(ctype, Record) and init.exprs:
            return syntax.assign(target(), init.exprs[0], coord)
        if not isinstance(ctype, Record):
            return syntax.assign(target(), syntax.number(0, coord), coord)
        literal = c_ast.CompoundLiteral(syntax.type_of(target(), coord), init, [], coord)
        return syntax.assign(target(), literal, coord)
    return syntax.assign(target(), init, coord)


def _store_array(target: Callable[[], c_ast.Node], init: c_ast.Node) -> c_ast.Node:
    coord = init.coord
    source = init
    if not isinstance(init, c_ast.CompoundLiteral):
        listed = init if isinstance(init, c_ast.InitList) else c_ast.InitList([init], coord)
        source = c_ast.CompoundLiteral(syntax.type_of(target(), coord), listed, [], coord)
    size = c_ast.UnaryOp("sizeof", target(), coord)
    return syntax.call("__builtin_memcpy", [target(), source, size], coord)
