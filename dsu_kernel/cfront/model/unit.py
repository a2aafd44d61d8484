"""The typed model of one translation unit: what the front end hands to analysis and transform.

Everything is immutable after ``build_unit`` returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model.headers import Headers
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.model.symbols import (
    EnumDef,
    FunctionDef,
    Member,
    RecordDef,
    Symbol,
    gives_way,
)
from dsu_kernel.cfront.types import CType, Record, RecordKey


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
    headers: Headers
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


def counting_functions(
    units: Iterable[TranslationUnit],
) -> dict[str, tuple[FunctionDef, TranslationUnit]]:
    """Return the definitions that are called, by key: not a weak one beside another."""
    found: dict[str, tuple[FunctionDef, TranslationUnit]] = {}
    for unit in units:
        for function in unit.functions.values():
            known = found.get(function.key)
            if known is None or gives_way(known[0].symbol, function.symbol):
                found[function.key] = function, unit
    return found
