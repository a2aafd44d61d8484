"""Which record member, or whole object, each expression of an initialiser goes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.cfront.model import Field, TranslationUnit
from dsu_kernel.cfront.semantics.initialisers import InitItem, Step, elaborate_level
from dsu_kernel.cfront.types import Array, CType, Record, RecordKey

Member = tuple[RecordKey, str]
Owners = Mapping[Field, RecordKey]


@dataclass(slots=True, eq=False)
class Initialised:
    """``expr`` initialises an object of type ``ctype``: a record's ``member`` or the whole.

    ``elided`` is set instead for a sub-aggregate whose braces are left out, at its first value, or
    at the first behind it.
    """

    expr: c_ast.Node
    ctype: CType
    member: Member | None
    elided: CType | None = None


def owners(unit: TranslationUnit) -> dict[Field, RecordKey]:
    """Return the record that each member belongs to."""
    found: dict[Field, RecordKey] = {}
    for key, definition in unit.records.items():
        for member in definition.fields:
            found[member] = key
    return found


def spread(
    unit: TranslationUnit,
    owned: Owners,
    ctype: CType,
    init: c_ast.Node,
    member: Member | None = None,
) -> Iterator[Initialised]:
    """Yield the scalar initialisations that an initialiser consists of."""
    if not isinstance(init, c_ast.InitList):
        yield Initialised(init, ctype, member)
        return
    zero = _is_zero(init)
    for item in elaborate_level(init, ctype, unit):
        if item.elided and not zero:
            yield from (Initialised(item.node, ctype, None, t) for t in _passed(item, ctype))
        yield from (Initialised(item.node, ctype, None, record) for record in item.left)
        if item.ctype is not None:
            place = _member_of(item.path, owned) or member
            yield from spread(unit, owned, item.ctype, item.node, place)


def _member_of(path: tuple[Step, ...], owned: Owners) -> Member | None:
    for step in reversed(path):
        if isinstance(step, Field):
            key = owned.get(step)
            return (key, step.name or "") if key is not None else None
    return None


def _passed(item: InitItem, ctype: CType) -> Iterator[CType]:
    """Yield the types of the aggregates whose braces may be missing on the way to an item."""
    if item.ctype is None:
        yield ctype
        return
    for step in item.path[:-1]:
        if isinstance(step, Field):
            ctype = step.ctype
        elif isinstance(ctype, Array):
            ctype = ctype.element
        if isinstance(ctype, Record | Array):
            yield ctype


def _is_zero(init: c_ast.InitList) -> bool:
    """Whether the list is ``{0}``, the one elided form whose meaning never depends on members."""
    exprs = init.exprs or []
    if len(exprs) != 1:
        return False
    only = exprs[0]
    return isinstance(only, c_ast.Constant) and only.value.strip("uUlL") == "0"
