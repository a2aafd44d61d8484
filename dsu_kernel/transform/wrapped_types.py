"""The wrapped types of a unit: which they are, and how their wrappers are printed."""

from __future__ import annotations

from dsu_kernel.analysis.facts import TypeFacts
from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.types import Array, RecordKey
from dsu_kernel.program.image import Image
from dsu_kernel.transform.wrapper import Nested, WrapperText


def wrapper_texts(
    unit: TranslationUnit, image: Image, facts: TypeFacts, slop: int
) -> dict[RecordKey, WrapperText]:
    """Return the wrapped types of a unit, members before their owners."""
    found: dict[RecordKey, WrapperText] = {}
    for key, record in unit.records.items():
        _add_wrapper(key, record, unit, image, facts, slop, found)
    return found


def _add_wrapper(
    key: RecordKey,
    record: RecordDef,
    unit: TranslationUnit,
    image: Image,
    facts: TypeFacts,
    slop: int,
    found: dict[RecordKey, WrapperText],
) -> None:
    if key in found or record.system:
        return
    known = image.types.get(key)
    if known is None and not facts.wrapped(key):
        return
    nested = []
    for member in record.fields:
        ctype, array = member.ctype, False
        while isinstance(ctype, Array):
            ctype, array = ctype.element, True
        inner = unit.record(ctype)
        if inner is None or member.name is None:
            continue
        _add_wrapper(inner.key, inner, unit, image, facts, slop, found)
        text = found.get(inner.key)
        if text is not None:
            nested.append(
                Nested(member.name, text.name, text.spelling, array, text.values, text.late)
            )
    if known is not None:
        found[key] = WrapperText.of(known, slop, tuple(nested))
    else:
        number = image.ids["T", record_name(key).key]
        room = max(slop, unit.room.get(key.tag, 0))
        found[key] = WrapperText(
            key.tag, key.spelling, number, 0, None, room, False, (), tuple(nested)
        )
