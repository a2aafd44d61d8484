"""The typed model of one translation unit: what the front end hands to analysis and transform.

Everything is immutable after ``build_unit`` returns. Symbols and definitions compare by identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from pycparser import c_ast

from dsu_kernel.cfront.types import CType, Record, RecordKey
from dsu_kernel.errors import Place

if TYPE_CHECKING:
    from dsu_kernel.cfront.headers import HeaderIndex
    from dsu_kernel.cfront.model.scope import Scope

__all__ = [
    "Conversion",
    "EnumDef",
    "Field",
    "FunctionDef",
    "Member",
    "Place",
    "RecordDef",
    "RecordTable",
    "Symbol",
    "TranslationUnit",
    "child_nodes",
    "find_member",
    "place_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A member of a record; ``name`` is None for an anonymous struct/union or for padding bits.

    ``width``: that of a bit-field, None when only the C compiler knows it.
    """

    name: str | None
    ctype: CType
    bits: c_ast.Node | None
    place: Place
    attributes: tuple[str, ...] = ()
    width: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RecordDef:
    """A complete struct or union.

    ``attributes`` are names ("packed", "aligned"); a ``#pragma pack`` in force counts as "packed".
    ``flexible`` says that the last member is an array without a length.
    """

    key: RecordKey
    kind: str
    tag: str
    fields: tuple[Field, ...]
    attributes: tuple[str, ...]
    flexible: bool
    place: Place
    node: c_ast.Struct | c_ast.Union
    block_scope: bool
    system: bool


@dataclass(frozen=True, slots=True, eq=False)
class EnumDef:
    """A complete enumeration; a value is None when only the C compiler can compute it."""

    key: RecordKey
    tag: str
    values: Mapping[str, int | None]
    underlying: str
    place: Place
    node: c_ast.Enum
    block_scope: bool
    system: bool


@dataclass(slots=True, eq=False)
class Symbol:
    """An ordinary identifier: one per entity, all declarations of it merged.

    ``kind``: "object", "function", "typedef" or "enumerator".
    ``scope``: "file", "block" or "param".
    ``key`` names the entity in the whole program (None: automatic objects, typedefs, enumerators).
    ``node`` is the defining declaration if there is one, else the first; ``defined`` is True for
    tentative definitions too. ``value`` is an enumerator's value. ``implicit``: a call declared it.
    """

    name: str
    kind: str
    ctype: CType
    storage: str
    linkage: str
    scope: str
    system: bool
    key: str | None
    place: Place
    node: c_ast.Node | None
    defined: bool
    value: int | None = None
    attributes: tuple[str, ...] = ()
    implicit: bool = False


FUNCTION_NAMES = frozenset({"__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"})
"""Names that stand for the name of the function around them."""


@dataclass(frozen=True, slots=True, eq=False)
class FunctionDef:
    """A function defined in user text; ``locals`` has every block-scope object in order."""

    name: str
    key: str
    symbol: Symbol
    node: c_ast.FuncDef
    unit: str
    place: Place
    params: tuple[Symbol, ...]
    locals: tuple[Symbol, ...]
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """What ``a.f`` or ``p->f`` reaches: ``path`` leads there through anonymous members."""

    record: RecordKey
    path: tuple[Field, ...]
    field: Field


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """The value of ``node`` (type ``source``, not decayed) goes where ``target`` is expected.

    ``why``: "assign", "init", "argument", "variadic", "return", "cast" or "conditional".
    ``target`` is None for variadic and unprototyped arguments (why="variadic").
    """

    node: c_ast.Node
    source: CType
    target: CType | None
    why: str
    call: c_ast.FuncCall | None
    arg_index: int | None
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class TranslationUnit:
    """One parsed and typed unit.

    ``types`` has the undecayed type of every expression in user text and the declared type of
    every Typename, Decl and Typedef. ``records`` and ``enums`` hold user definitions and those
    system ones that were needed; ``record()`` also finds the others.
    """

    name: str
    system_text: str
    items: tuple[c_ast.Node, ...]
    functions: Mapping[str, FunctionDef]
    objects: Mapping[str, Symbol]
    records: Mapping[RecordKey, RecordDef]
    enums: Mapping[RecordKey, EnumDef]
    file_scope: Scope
    headers: HeaderIndex
    types: Mapping[c_ast.Node, CType]
    refs: Mapping[c_ast.ID, Symbol]
    introduces: Mapping[c_ast.Node, Symbol]
    members: Mapping[c_ast.Node, Member]
    static_locals: tuple[Symbol, ...]
    # Parser extents (Extent of parser.py) of the top-level items.
    extents: Mapping[c_ast.Node, Any] = field(default_factory=dict)
    # Bodies that gcc may put in the place of calls of library functions: see inline_only.
    inline_only: Mapping[Symbol, c_ast.FuncDef] = field(default_factory=dict)
    # Bytes that objects of a struct get to grow in, by tag, where that is not a setting.
    room: Mapping[str, int] = field(default_factory=dict)
    # What members of a struct begin with when a later version adds them: C text by tag and name.
    initial: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def record(self, ctype_or_key: CType | RecordKey) -> RecordDef | None:
        """Return the definition of a record, loading it from the headers if need be."""
        if isinstance(ctype_or_key, RecordKey):
            key = ctype_or_key
        elif isinstance(ctype_or_key, Record):
            key = ctype_or_key.key
        else:
            return None
        found = self.records.get(key)
        if found is None and key.system:
            return self.headers.record(key.kind, key.tag)
        return found

    def lookup(self, name: str) -> Symbol | None:
        """Return the file-scope symbol ``name``: the user's or a header's."""
        return self.file_scope.lookup(name)

    def user_symbols(self) -> Iterator[Symbol]:
        """Yield the file-scope symbols of user text (functions, objects, typedefs, enumerators)."""
        return (s for s in self.file_scope.symbols.values() if not s.system)


def place_of(node: c_ast.Node) -> Place:
    """Return a node's position (line 0 when the parser gave none)."""
    coord = node.coord
    return Place(coord.file, coord.line, coord.column or 0) if coord else Place("", 0)


def child_nodes(node: c_ast.Node) -> list[c_ast.Node]:
    """Return a node's children (pycparser's base class does not declare that it iterates)."""
    return list(cast(Iterable[c_ast.Node], node))


class RecordTable(Protocol):
    """Anything that finds record definitions by key: a mapping, or a workspace."""

    def get(self, key: RecordKey, /) -> RecordDef | None:
        """Return the definition, None if there is none."""


def find_member(definition: RecordDef, name: str, records: RecordTable) -> tuple[Field, ...] | None:
    """Return the path of fields to member ``name``, through anonymous members; None if absent."""
    for member in definition.fields:
        if member.name == name:
            return (member,)
        if member.name is None and isinstance(member.ctype, Record):
            inner = records.get(member.ctype.key)
            rest = find_member(inner, name, records) if inner else None
            if rest is not None:
                return (member, *rest)
    return None
