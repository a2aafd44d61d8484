"""Casts that look at an object of one struct type through a pointer to something else."""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import Array, CType, Function, Record, RecordKey, Void, decay, pointee


def reinterpreted(unit: TranslationUnit, cast: c_ast.Cast) -> RecordKey | None:
    """Return the record of the program whose inside a cast pointer leads to, if there is one.

    ``(int *)p`` and ``(struct base *)derived`` lead into ``*p``; ``(void *)p`` does not, nor does
    the way back from a first member to the struct around it.
    """
    source = pointee(decay(unit.types.get(cast.expr, _NONE)))
    target = pointee(unit.types.get(cast, _NONE))
    if not isinstance(source, Record) or source.key.system:
        return None
    if target is None or isinstance(target, Void | Function):
        return None
    if isinstance(target, Record) and source.key in _at_start(unit, target):
        return None
    return source.key


def _at_start(unit: TranslationUnit, ctype: CType) -> Iterator[RecordKey]:
    """Yield the record itself and those whose objects lie at the start of its objects."""
    while True:
        while isinstance(ctype, Array):
            ctype = ctype.element
        if not isinstance(ctype, Record):
            return
        yield ctype.key
        definition = unit.records.get(ctype.key)
        if definition is None or not definition.fields:
            return
        ctype = definition.fields[0].ctype


_NONE = Void()
