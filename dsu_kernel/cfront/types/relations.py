"""Relations between types: compatibility and composites (C11 6.2.7)."""

from __future__ import annotations

from dataclasses import replace

from dsu_kernel.cfront.types.classes import (
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Pointer,
)
from dsu_kernel.cfront.types.values import default_promote, unqualified


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
