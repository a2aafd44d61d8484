"""C types as immutable values: two types are the same type exactly when they are equal.

Typedefs are resolved away. Records and enumerations are named by a key, so that a type stays a
small value and recursive structures need no cycles. Nothing here knows a size or an offset:
layout belongs to the C compiler.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NO_QUALS: frozenset[str] = frozenset()
CONST: frozenset[str] = frozenset({"const"})


@dataclass(frozen=True, slots=True, order=True)
class RecordKey:
    """The identity of a struct, union or enum.

    ``scope`` is "" for file scope in user text, "system" for system headers, and "foo#1" for the
    first block-scope tag of that name in function ``foo``. An anonymous record takes the name of
    its first typedef as its tag and has ``typedef_named`` set; other anonymous records are called
    after their parent ("Outer.inner") or their place ("<anon@unit:line:col>").
    """

    kind: str
    tag: str
    scope: str = ""
    typedef_named: bool = field(default=False, compare=False)

    @property
    def spelling(self) -> str:
        """How C text names the type: ``struct T``, or ``T`` when only a typedef names it."""
        return self.tag if self.typedef_named else f"{self.kind} {self.tag}"

    @property
    def system(self) -> bool:
        """Whether the type comes from a system header."""
        return self.scope == "system"


@dataclass(frozen=True, slots=True)
class CType:
    """Base of all C types; ``quals`` holds const, volatile, restrict and _Atomic."""

    quals: frozenset[str] = field(default=NO_QUALS, kw_only=True)


@dataclass(frozen=True, slots=True)
class Void(CType):
    """The type ``void``."""


@dataclass(frozen=True, slots=True)
class Basic(CType):
    """An arithmetic type by its canonical name, or ``__builtin_va_list``."""

    name: str


@dataclass(frozen=True, slots=True)
class EnumType(CType):
    """An enumeration; ``underlying``, which gcc chose, takes no part in equality."""

    key: RecordKey
    underlying: str = field(default="unsigned int", compare=False)


@dataclass(frozen=True, slots=True)
class Pointer(CType):
    """A pointer to ``target``."""

    target: CType


@dataclass(frozen=True, slots=True)
class Array(CType):
    """An array of ``element``; qualifiers sit on the element.

    ``length`` is None when the array is incomplete, variable (``vla``), or when only the C compiler
    can compute the dimension; in the last case ``dimension`` holds its normalised text.
    """

    element: CType
    length: int | None
    vla: bool = False
    dimension: str = ""

    @property
    def incomplete(self) -> bool:
        """Whether the declaration leaves the length open (``int a[]``)."""
        return self.length is None and not self.vla and not self.dimension


@dataclass(frozen=True, slots=True)
class Function(CType):
    """A function; parameters are adjusted (arrays and functions are pointers, unqualified)."""

    result: CType
    params: tuple[CType, ...]
    variadic: bool = False
    prototyped: bool = True


@dataclass(frozen=True, slots=True)
class Record(CType):
    """A struct or union; its members are in ``TranslationUnit.records``."""

    key: RecordKey


@dataclass(frozen=True, slots=True)
class Opaque(CType):
    """A type that gcc knows and we do not (vectors, mode attributes); ``text`` says which."""

    text: str


VOID = Void()
BOOL = Basic("_Bool")
CHAR = Basic("char")
INT = Basic("int")
UINT = Basic("unsigned int")
LONG = Basic("long")
ULONG = Basic("unsigned long")
DOUBLE = Basic("double")
VA_LIST = Basic("__builtin_va_list")
SIZE_T = ULONG
PTRDIFF_T = LONG
VOID_POINTER = Pointer(VOID)
