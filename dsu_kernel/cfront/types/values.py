"""Values of types: qualifiers, classes of types, decay, promotion, arithmetic conversions."""

from __future__ import annotations

from dataclasses import replace

from dsu_kernel.cfront.types.classes import (
    DOUBLE,
    INT,
    NO_QUALS,
    VA_LIST,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
)

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


def is_const(ctype: CType) -> bool:
    """Whether an object of the type is const through and through."""
    while isinstance(ctype, Array):
        ctype = ctype.element
    return "const" in ctype.quals
