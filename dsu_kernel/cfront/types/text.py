"""C types as C text."""

from __future__ import annotations

from dsu_kernel.cfront.types.classes import (
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
    Record,
)

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
