"""What names of a unit mean: symbols, and the definitions of records, enumerations and functions.

Symbols and definitions compare by identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.cfront.types import CType, RecordKey
from dsu_kernel.errors import Place


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A member of a record; ``name`` is None for an anonymous struct/union or for padding bits.

    ``width``: that of a bit-field, None when only the C compiler knows it. ``layout``: what the
    declaration says about alignment and the like, with the arguments.
    """

    name: str | None
    ctype: CType
    bits: c_ast.Node | None
    place: Place
    attributes: tuple[str, ...] = ()
    width: int | None = None
    layout: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RecordDef:
    """A complete struct or union.

    ``attributes`` are names ("packed", "aligned"); a ``#pragma pack`` in force counts as "packed".
    ``layout`` has those that tell of layout with their arguments.
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
    layout: str = ""


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
    ``layout``: what declarations, and typedefs they use, say about alignment and the like.
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
    layout: str = ""


def gives_way(known: Symbol, other: Symbol) -> bool:
    """Whether the linker prefers another definition; of two weak ones it takes the first."""
    return "weak" in known.attributes and "weak" not in other.attributes


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
