"""C types as immutable values: two types are the same type exactly when they are equal.

Typedefs are resolved away. Records and enumerations are named by a key, so that a type stays a
small value and recursive structures need no cycles. Nothing here knows a size or an offset:
layout belongs to the C compiler.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsu_kernel.cfront.model import RecordDef

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

# Rank order of the integer types that survive integer promotion.
_PROMOTED_RANK = {
    "int": 0,
    "unsigned int": 0,
    "long": 1,
    "unsigned long": 1,
    "long long": 2,
    "unsigned long long": 2,
    "__int128": 3,
    "unsigned __int128": 3,
}
_SMALL_INTEGERS = frozenset(
    {"_Bool", "char", "signed char", "unsigned char", "short", "unsigned short"}
)
_INTEGERS = _SMALL_INTEGERS | _PROMOTED_RANK.keys()
_FLOAT_RANK = {
    "_Float16": 0,
    "__bf16": 0,
    "float": 1,
    "_Float32": 2,
    "double": 3,
    "_Float64": 4,
    "_Float32x": 4,
    "long double": 5,
    "__float80": 5,
    "_Float64x": 6,
    "_Float128": 7,
    "__float128": 7,
}
_COMPLEX = "_Complex "


def unqualified(ctype: CType) -> CType:
    """Return the type without top-level qualifiers."""
    return replace(ctype, quals=NO_QUALS) if ctype.quals else ctype


def qualified(ctype: CType, quals: frozenset[str]) -> CType:
    """Return the type with ``quals`` added (for an array: to its elements)."""
    if not quals or quals <= ctype.quals:
        return ctype
    if isinstance(ctype, Array):
        return replace(ctype, element=qualified(ctype.element, quals))
    if isinstance(ctype, Function):
        return ctype
    return replace(ctype, quals=ctype.quals | quals)


def is_integer(ctype: CType) -> bool:
    """Whether the type is an integer type (enumerations and _Bool included)."""
    return isinstance(ctype, EnumType) or (isinstance(ctype, Basic) and ctype.name in _INTEGERS)


def is_floating(ctype: CType) -> bool:
    """Whether the type is a real or complex floating type."""
    return isinstance(ctype, Basic) and ctype.name.removeprefix(_COMPLEX) in _FLOAT_RANK


def is_arithmetic(ctype: CType) -> bool:
    """Whether the type is an integer or floating type."""
    return isinstance(ctype, EnumType) or (isinstance(ctype, Basic) and ctype.name != VA_LIST.name)


def is_scalar(ctype: CType) -> bool:
    """Whether the type is arithmetic or a pointer."""
    return isinstance(ctype, Pointer) or is_arithmetic(ctype)


def pointee(ctype: CType) -> CType | None:
    """Return what a pointer or array points to, None for other types."""
    if isinstance(ctype, Pointer):
        return ctype.target
    return ctype.element if isinstance(ctype, Array) else None


def decay(ctype: CType) -> CType:
    """Return the type of the value: arrays and functions become pointers, qualifiers go."""
    if isinstance(ctype, Array):
        return Pointer(ctype.element)
    if isinstance(ctype, Function):
        return Pointer(ctype)
    return unqualified(ctype)


def promote(ctype: CType) -> CType:
    """Apply the integer promotions to an unqualified type."""
    if isinstance(ctype, EnumType):
        ctype = Basic(ctype.underlying)
    return INT if isinstance(ctype, Basic) and ctype.name in _SMALL_INTEGERS else ctype


def default_promote(ctype: CType) -> CType:
    """Apply the default argument promotions (unprototyped and variadic arguments)."""
    value = promote(decay(ctype))
    return DOUBLE if value == Basic("float") else value


def usual_arithmetic(left: CType, right: CType) -> CType:
    """Return the common type of two arithmetic operands (Opaque if one is not arithmetic)."""
    a, b = unqualified(left), unqualified(right)
    for operand in (a, b):
        if not is_arithmetic(operand):
            return operand if isinstance(operand, Opaque) else Opaque("arithmetic")
    a, b = promote(a), promote(b)
    if a == b:
        return a
    assert isinstance(a, Basic)
    assert isinstance(b, Basic)
    if is_floating(a) or is_floating(b) or _COMPLEX in a.name + b.name:
        return _common_floating(a.name, b.name)
    return _common_integer(a.name, b.name)


def _common_floating(a: str, b: str) -> CType:
    rank_a, rank_b = (_FLOAT_RANK.get(name.removeprefix(_COMPLEX), -1) for name in (a, b))
    name = (a if rank_a >= rank_b else b).removeprefix(_COMPLEX)
    return Basic(_COMPLEX + name if _COMPLEX in a + b else name)


def _common_integer(a: str, b: str) -> CType:
    rank_a, rank_b = _PROMOTED_RANK.get(a, 9), _PROMOTED_RANK.get(b, 9)
    if rank_a == rank_b:
        return Basic(a if a.startswith("unsigned") else b)
    low, high = (a, b) if rank_a < rank_b else (b, a)
    # long and long long have the same width here, so the wider rank cannot hold the unsigned one.
    if low == "unsigned long" and high == "long long":
        return Basic("unsigned long long")
    return Basic(high)


def compatible(left: CType, right: CType) -> bool:
    """Whether two types are compatible (C11 6.2.7); an Opaque type only with itself."""
    if left == right:
        return True
    if left.quals != right.quals:
        return False
    if isinstance(left, EnumType) and isinstance(right, Basic):
        return left.underlying == right.name
    if isinstance(right, EnumType) and isinstance(left, Basic):
        return right.underlying == left.name
    if isinstance(left, Pointer) and isinstance(right, Pointer):
        return compatible(left.target, right.target)
    if isinstance(left, Array) and isinstance(right, Array):
        return compatible(left.element, right.element) and (
            left.length is None or right.length is None or left.length == right.length
        )
    if isinstance(left, Function) and isinstance(right, Function):
        return _compatible_functions(left, right)
    return False


def _compatible_functions(left: Function, right: Function) -> bool:
    if not compatible(left.result, right.result):
        return False
    if left.prototyped and right.prototyped:
        return (
            left.variadic == right.variadic
            and len(left.params) == len(right.params)
            and all(map(compatible, left.params, right.params))
        )
    # One declaration without a prototype: the other's parameters must survive promotion unchanged.
    for function in (left, right):
        if function.prototyped and (
            function.variadic or any(default_promote(p) != unqualified(p) for p in function.params)
        ):
            return False
    return True


def composite(old: CType, new: CType) -> CType:
    """Return the composite of two compatible declarations of one entity."""
    if isinstance(old, Array) and isinstance(new, Array):
        known = old if new.incomplete or (new.length is None and old.length is not None) else new
        return replace(known, element=composite(old.element, new.element))
    if isinstance(old, Function) and isinstance(new, Function):
        return old if old.prototyped and not new.prototyped else new
    return new


_QUAL_ORDER = ("const", "volatile", "restrict", "_Atomic")


def _quals_text(ctype: CType) -> str:
    return " ".join(q for q in _QUAL_ORDER if q in ctype.quals)


def describe(ctype: CType, name: str = "") -> str:
    """Return the type as C text, declaring ``name`` if one is given: ``char *(*name)[3]``."""
    if isinstance(ctype, Pointer):
        inner = _quals_text(ctype)
        spaced = f"*{inner} {name}".rstrip() if inner else f"*{name}"
        if isinstance(ctype.target, Array | Function):
            spaced = f"({spaced})"
        return describe(ctype.target, spaced)
    if isinstance(ctype, Array):
        size = ctype.length if ctype.length is not None else ctype.dimension
        return describe(ctype.element, f"{name}[{'*' if ctype.vla and not size else size}]")
    if isinstance(ctype, Function):
        return describe(ctype.result, f"{name}({_params_text(ctype)})")
    words = [_quals_text(ctype), _base_text(ctype), name]
    return " ".join(word for word in words if word)


def _params_text(ctype: Function) -> str:
    if not ctype.prototyped:
        return ""
    parts = [describe(param) for param in ctype.params]
    if ctype.variadic:
        parts.append("...")
    return ", ".join(parts) or "void"


def _base_text(ctype: CType) -> str:
    if isinstance(ctype, Basic):
        return ctype.name
    if isinstance(ctype, Record | EnumType):
        return ctype.key.spelling
    return ctype.text if isinstance(ctype, Opaque) else "void"


def contained_records(ctype: CType, records: Mapping[RecordKey, RecordDef]) -> Iterator[RecordKey]:
    """Yield the keys of all records that an object of this type holds by value, outermost first."""
    seen: set[RecordKey] = set()
    pending = [ctype]
    while pending:
        current = pending.pop()
        while isinstance(current, Array):
            current = current.element
        if isinstance(current, Record) and current.key not in seen:
            seen.add(current.key)
            yield current.key
            definition = records.get(current.key)
            if definition is not None:
                pending.extend(member.ctype for member in reversed(definition.fields))


def contains_record(ctype: CType, key: RecordKey, records: Mapping[RecordKey, RecordDef]) -> bool:
    """Whether an object of this type is or holds, by value, a record ``key``."""
    return any(found == key for found in contained_records(ctype, records))
