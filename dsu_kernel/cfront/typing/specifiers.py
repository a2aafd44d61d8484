"""Type specifiers and declarators to C types: everything a declaration says before its name ends.

Records and enumerations are handed to :mod:`dsu_kernel.cfront.typing.records`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, place_of
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.printing.resolved import ResolvedPrinter
from dsu_kernel.cfront.semantics import attributes
from dsu_kernel.cfront.types import (
    INT,
    NO_QUALS,
    VOID,
    Array,
    Basic,
    CType,
    Function,
    Opaque,
    Pointer,
    qualified,
    unqualified,
)
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.records import RecordBuilder
from dsu_kernel.cfront.typing.workspace import Workspace

_ALIASES = {
    "__signed__": "signed",
    "__signed": "signed",
    "__complex__": "_Complex",
    "__complex": "_Complex",
    "bool": "_Bool",
    "__int128_t": "__int128",
    "__float128": "_Float128",
}
_BASIC_WORDS = frozenset(
    {
        *("void", "char", "short", "int", "long", "float", "double", "signed", "unsigned"),
        *("_Bool", "_Complex", "__int128", "_Float128", "_Float16", "_Float32", "_Float64"),
        *("_Float32x", "_Float64x", "__float80", "__bf16"),
        *("_Decimal32", "_Decimal64", "_Decimal128"),
    }
)
_UNIQUE = {
    "__builtin_va_list": Basic("__builtin_va_list"),
    "__uint128_t": Basic("unsigned __int128"),
    "__auto_type": Opaque("__auto_type"),
}


def basic_type(words: tuple[str, ...]) -> CType | None:
    """Return the arithmetic type (or void) that a sequence of keywords names, in any order."""
    plain = [_ALIASES.get(word, word) for word in words]
    if any(word not in _BASIC_WORDS for word in plain):
        return None
    if "void" in plain:
        return VOID
    if "_Complex" in plain:
        plain.remove("_Complex")
        inner = basic_type(tuple(plain)) if plain else Basic("double")
        return Basic(f"_Complex {inner.name}") if isinstance(inner, Basic) else None
    sign = "unsigned" if "unsigned" in plain else "signed" if "signed" in plain else ""
    longs = plain.count("long")
    rest = [word for word in plain if word not in ("signed", "unsigned", "long", "int")]
    if rest == ["char"]:
        return Basic(f"{sign} char".strip())
    if rest == ["double"]:
        return Basic("long double" if longs else "double")
    if rest and rest not in (["short"], ["__int128"]):
        return Basic(rest[0])
    base = rest[0] if rest else " ".join(["long"] * longs) or "int"
    return Basic(f"unsigned {base}" if sign == "unsigned" else base)


def qualifiers(words: list[str] | None) -> frozenset[str]:
    """Return a qualifier list (with gcc's spellings) as a set of standard names."""
    if not words:
        return NO_QUALS
    return frozenset(
        word if word == "_Atomic" else word.strip("_") for word in words if word != "static"
    )


class TypeBuilder:
    """Turns the type part of declarations and type names into C types."""

    def __init__(self, work: Workspace, expressions: ExpressionTyper) -> None:
        self._work = work
        self._expressions = expressions
        self._printer = ResolvedPrinter(work.types, work.refs, work.enums)
        self._basics: dict[tuple[str, ...], CType | None] = {}
        # Parameter scopes, kept for the function definitions that go on using them.
        self.parameter_scopes: dict[c_ast.FuncDecl, Scope] = {}
        self.records = RecordBuilder(work, self, expressions)
        self._handlers: dict[type, Callable[[Any], CType]] = {
            c_ast.TypeDecl: self._type_decl,
            c_ast.IdentifierType: self._identifier,
            c_ast.PtrDecl: self._pointer,
            c_ast.ArrayDecl: self._array,
            c_ast.FuncDecl: self._function,
            c_ast.Typename: self.type_name,
            c_ast.Struct: self.records.record,
            c_ast.Union: self.records.record,
            c_ast.Enum: self.records.enum,
            c_ast.TypeOf: self._typeof,
            c_ast.AttributedType: self._attributed,
        }

    def ctype(self, node: c_ast.Node) -> CType:
        """Return the type that a declarator or specifier node denotes."""
        handler = self._handlers.get(node.__class__)
        return handler(node) if handler else Opaque(type(node).__name__)

    def type_name(self, node: c_ast.Typename) -> CType:
        """Return the type of a type name, and note it in the unit's table."""
        known = self._work.types.get(node)
        if known is not None:
            return known
        ctype = self._named(None, node.type)
        if node.attributes:
            ctype = attributes.apply(ctype, attributes.entries(node.attributes))
        self._work.types[node] = ctype
        return ctype

    def declared_type(self, node: c_ast.Decl | c_ast.Typedef) -> CType:
        """Return the type that a declaration gives its name."""
        ctype = self._named(node.name, node.type)
        if node.attributes:
            return attributes.apply(ctype, attributes.entries(node.attributes))
        return ctype

    def _named(self, name: str | None, node: c_ast.Node) -> CType:
        """Return the type of ``node``, calling an anonymous record in it after ``name``."""
        records = self.records
        outer, records.owner = records.owner, name
        ctype = self.ctype(node)
        records.owner = outer
        return ctype

    def parameter_type(self, node: c_ast.Node) -> CType:
        """Return a parameter's type after adjustment: no arrays, no functions."""
        if not isinstance(node, c_ast.Decl | c_ast.Typename):
            return INT
        if isinstance(node, c_ast.Decl):
            return self._adjust(self.declared_type(node), node.type)
        return self._adjust(self.type_name(node), node.type)

    @staticmethod
    def _adjust(ctype: CType, node: c_ast.Node) -> CType:
        if isinstance(ctype, Array):
            quals = qualifiers(getattr(node, "dim_quals", None))
            return Pointer(ctype.element, quals=quals)
        return Pointer(ctype) if isinstance(ctype, Function) else ctype

    def _type_decl(self, node: c_ast.TypeDecl) -> CType:
        ctype = self.ctype(node.type)
        if node.quals:
            ctype = qualified(ctype, qualifiers(node.quals))
        if node.attributes:
            ctype = attributes.apply(ctype, attributes.entries(node.attributes))
        return ctype

    def _identifier(self, node: c_ast.IdentifierType) -> CType:
        words = tuple(node.names)
        if words in self._basics:
            basic = self._basics[words]
        else:
            basic = self._basics[words] = basic_type(words)
        if basic is not None:
            return basic
        symbol = self._work.scope.lookup(words[-1])
        if symbol is not None and symbol.kind == "typedef":
            return symbol.ctype
        return _UNIQUE.get(words[-1], Opaque(" ".join(words)))

    def _attributed(self, node: c_ast.AttributedType) -> CType:
        found = attributes.entries(node.attributes)
        self.records.trailing = found
        ctype = self.ctype(node.type)
        self.records.trailing = []
        return attributes.apply(ctype, found)

    def _typeof(self, node: c_ast.TypeOf) -> CType:
        if isinstance(node.expr, c_ast.Typename):
            ctype = self.type_name(node.expr)
        else:
            ctype = self._expressions.known(node.expr)
        return unqualified(ctype) if "unqual" in node.op else ctype

    def _pointer(self, node: c_ast.PtrDecl) -> CType:
        target = self.ctype(node.type)
        return Pointer(target, quals=qualifiers(node.quals)) if node.quals else Pointer(target)

    def _array(self, node: c_ast.ArrayDecl) -> CType:
        element = self.ctype(node.type)
        dimension = node.dim
        if dimension is None:
            return Array(element, None)
        if isinstance(dimension, c_ast.ID) and dimension.name == "*":
            return Array(element, None, vla=True)
        self._expressions.known(dimension)
        constants = self._expressions.constants
        value = constants.value(dimension)
        if value is not None:
            return Array(element, value)
        if constants.is_constant(dimension):
            return Array(element, None, dimension=self._printer.expr(dimension))
        return Array(element, None, vla=True)

    def _function(self, node: c_ast.FuncDecl) -> CType:
        result = self.ctype(node.type)
        if node.args is None:
            return Function(unqualified(result), (), prototyped=False)
        self.parameter_scopes[node] = self._work.push_scope("prototype")
        ctype = self._prototype(unqualified(result), node.args.params)
        self._work.pop_scope()
        return ctype

    def _prototype(self, result: CType, params: list[c_ast.Node]) -> CType:
        types: list[CType] = []
        for param in params:
            if isinstance(param, c_ast.EllipsisParam):
                return Function(result, tuple(types), variadic=True)
            if isinstance(param, c_ast.ID):
                return Function(result, (), prototyped=False)
            ctype = self.parameter_type(param)
            if isinstance(param, c_ast.Decl):
                self.parameter(param, ctype)
            types.append(unqualified(ctype))
        if types == [VOID]:
            types = []
        return Function(result, tuple(types))

    def parameter(self, node: c_ast.Decl, ctype: CType) -> Symbol:
        """Declare a named parameter in the innermost scope."""
        symbol = Symbol(
            name=node.name,
            kind="object",
            ctype=ctype,
            storage="register" if "register" in (node.storage or ()) else "",
            linkage="none",
            scope="param",
            system=self._work.system,
            key=None,
            place=place_of(node),
            node=node,
            defined=True,
            attributes=attributes.names(attributes.declared(node)),
        )
        self._work.scope.symbols[node.name] = symbol
        self._work.introduces[node] = symbol
        self._work.types[node] = ctype
        return symbol
