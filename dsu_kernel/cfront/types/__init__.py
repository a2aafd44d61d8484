"""C types as immutable values: two types are the same type exactly when they are equal.

The classes are in ``classes``, what can be asked of values in ``values``, relations between types
in ``relations``, their text in ``text``; all of it is imported from here.
"""

from __future__ import annotations

from dsu_kernel.cfront.types.classes import (
    BOOL,
    CHAR,
    CONST,
    DOUBLE,
    INT,
    LONG,
    NO_QUALS,
    PTRDIFF_T,
    SIZE_T,
    UINT,
    ULONG,
    VA_LIST,
    VOID,
    VOID_POINTER,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
    Record,
    RecordKey,
    Void,
)
from dsu_kernel.cfront.types.relations import (
    compatible,
    composite,
)
from dsu_kernel.cfront.types.text import describe
from dsu_kernel.cfront.types.values import (
    decay,
    default_promote,
    is_arithmetic,
    is_floating,
    is_integer,
    is_scalar,
    pointee,
    promote,
    qualified,
    unqualified,
    usual_arithmetic,
)

__all__ = [
    "BOOL",
    "CHAR",
    "CONST",
    "DOUBLE",
    "INT",
    "LONG",
    "NO_QUALS",
    "PTRDIFF_T",
    "SIZE_T",
    "UINT",
    "ULONG",
    "VA_LIST",
    "VOID",
    "VOID_POINTER",
    "Array",
    "Basic",
    "CType",
    "EnumType",
    "Function",
    "Opaque",
    "Pointer",
    "Record",
    "RecordKey",
    "Void",
    "compatible",
    "composite",
    "decay",
    "default_promote",
    "describe",
    "is_arithmetic",
    "is_floating",
    "is_integer",
    "is_scalar",
    "pointee",
    "promote",
    "qualified",
    "unqualified",
    "usual_arithmetic",
]
