"""Result types of operators, as pure functions of operand types (C11 6.5 and gcc)."""

from __future__ import annotations

from dsu_kernel.cfront.types import (
    INT,
    PTRDIFF_T,
    VOID,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
    Void,
    compatible,
    composite,
    decay,
    is_arithmetic,
    promote,
    qualified,
    unqualified,
    usual_arithmetic,
)

COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_LOGICAL = frozenset({"&&", "||"})
_SHIFTS = frozenset({"<<", ">>"})


def binary(op: str, left: CType, right: CType) -> CType:
    """Return the type of ``left op right``; the operands are already values (decayed)."""
    if left is INT and right is INT:
        return INT
    if op in _LOGICAL:
        return INT
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return _vector(op, left, right)
    if op in COMPARISONS:
        return INT
    if op in _SHIFTS:
        return promote(left)
    if isinstance(left, Pointer):
        return PTRDIFF_T if isinstance(right, Pointer) else left
    if isinstance(right, Pointer):
        return right
    return usual_arithmetic(left, right)


def _vector(op: str, left: CType, right: CType) -> CType:
    # Comparing vectors gives a vector of integers whose name we cannot tell.
    vector = left if isinstance(left, Opaque) else right
    assert isinstance(vector, Opaque)
    return Opaque(f"{vector.text} {op}") if op in COMPARISONS else vector


def conditional(
    left: CType, right: CType, left_null: bool = False, right_null: bool = False
) -> CType:
    """Return the type of ``c ? left : right``; ``*_null`` marks null pointer constants."""
    if left == right:
        return promote(left)
    if isinstance(left, Void) or isinstance(right, Void):
        return VOID
    if isinstance(left, Pointer) and isinstance(right, Pointer):
        return _conditional_pointers(left, right, left_null, right_null)
    if isinstance(left, Pointer):
        return left
    if isinstance(right, Pointer):
        return right
    if is_arithmetic(left) and is_arithmetic(right):
        return usual_arithmetic(left, right)
    return left


def _conditional_pointers(
    left: Pointer, right: Pointer, left_null: bool, right_null: bool
) -> CType:
    if left_null and not right_null:
        return right
    if right_null and not left_null:
        return left
    quals = left.target.quals | right.target.quals
    a, b = unqualified(left.target), unqualified(right.target)
    if isinstance(a, Void) or isinstance(b, Void):
        return Pointer(qualified(VOID, quals))
    if compatible(a, b):
        return Pointer(qualified(composite(a, b), quals))
    if isinstance(a, Array) and isinstance(b, Array):
        return Pointer(composite(left.target, right.target))
    # Mismatched pointers draw a warning from gcc, and void * is what it then uses.
    return Pointer(qualified(VOID, quals))


def dereference(ctype: CType) -> CType:
    """Return the type of ``*e`` for an expression of (undecayed) type ``ctype``."""
    if isinstance(ctype, Pointer):
        return ctype.target
    if isinstance(ctype, Array):
        return ctype.element
    return ctype if isinstance(ctype, Function | Opaque) else Opaque("dereferenced")


def bit_field_value(ctype: CType, width: int | None) -> CType:
    """Return the type that a bit-field's value has after promotion."""
    plain = unqualified(ctype)
    if isinstance(plain, EnumType):
        plain = Basic(plain.underlying)
    if width is not None and isinstance(plain, Basic):
        limit = 32 if plain.name.startswith("unsigned") else 33
        if width < limit:
            return INT
        if width == 32 and plain.name.startswith("unsigned"):
            return Basic("unsigned int")
    return promote(plain)


def real_part(ctype: CType) -> CType:
    """Return the type of ``__real__ e`` or ``__imag__ e``."""
    value = decay(ctype)
    if isinstance(value, Basic):
        return Basic(value.name.removeprefix("_Complex "))
    return value
