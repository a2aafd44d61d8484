"""The typed model: symbols, definitions, scopes, and the translation unit that has them all."""

from __future__ import annotations

from dsu_kernel.cfront.model.contents import (
    RecordTable,
    contained_records,
    contains_record,
    find_member,
)
from dsu_kernel.cfront.model.headers import Headers
from dsu_kernel.cfront.model.symbols import (
    FUNCTION_NAMES,
    Conversion,
    EnumDef,
    Field,
    FunctionDef,
    Member,
    RecordDef,
    Symbol,
    gives_way,
)
from dsu_kernel.cfront.model.unit import TranslationUnit, counting_functions
from dsu_kernel.cfront.syntax.tree import child_nodes, place_of
from dsu_kernel.errors import Place

__all__ = [
    "FUNCTION_NAMES",
    "Conversion",
    "EnumDef",
    "Field",
    "FunctionDef",
    "Headers",
    "Member",
    "Place",
    "RecordDef",
    "RecordTable",
    "Symbol",
    "TranslationUnit",
    "child_nodes",
    "contained_records",
    "contains_record",
    "counting_functions",
    "find_member",
    "gives_way",
    "place_of",
]
