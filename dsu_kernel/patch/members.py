"""Members of records: which there are, and whether two definitions mean the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dsu_kernel.cfront.model import Field, RecordDef, TranslationUnit
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.types import Array, CType, EnumType, Record, RecordKey


def gained(
    old: RecordDef, old_unit: TranslationUnit, new: RecordDef, new_unit: TranslationUnit
) -> bool:
    """Whether a union has all the alternatives that it had, unchanged."""
    after = {_alternative(member, new_unit): member for member in new.fields}
    for member in old.fields:
        later = after.get(_alternative(member, old_unit))
        if later is None or not _same_member(member, old_unit, later, new_unit):
            return False
    return True


def _alternative(member: Field, unit: TranslationUnit) -> str:
    """Return the name of a member; that of its first member stands for an anonymous one."""
    inner = unit.record(member.ctype)
    if member.name is not None or inner is None:
        return member.name or ""
    return "." + "".join(field.name or "" for field in named_fields(inner, unit, None)[:1])


def _same_member(
    old: Field, old_unit: TranslationUnit, new: Field, new_unit: TranslationUnit
) -> bool:
    if bits_text(old) != bits_text(new):
        return False
    if old.name is not None:
        return same_type(old.ctype, old_unit, new.ctype, new_unit)
    before, after = old_unit.record(old.ctype), new_unit.record(new.ctype)
    if before is None or after is None:
        return False
    return same_record(before, old_unit, after, new_unit)


def anonymous_unions(record: RecordDef, unit: TranslationUnit) -> Iterator[tuple[str, RecordDef]]:
    """Yield the anonymous unions in a record, each with the name that it begins with."""
    for member in record.fields:
        inner = unit.record(member.ctype) if isinstance(member.ctype, Record) else None
        if member.name is not None or inner is None:
            continue
        names = named_fields(inner, unit, None)
        if inner.kind == "union" and names and names[0].name:
            yield names[0].name, inner
        elif inner.kind == "struct":
            yield from anonymous_unions(inner, unit)


def named_fields(
    record: RecordDef, unit: TranslationUnit, whole: Collection[str] | None = ()
) -> list[Field]:
    """Return the fields that can be named, those of anonymous members included.

    The members of an anonymous union share bytes: the first one stands for all, but for the unions
    with members in ``whole`` (None: all of them).
    """
    found: list[Field] = []
    for member in record.fields:
        if member.name is not None:
            found.append(member)
        elif isinstance(member.ctype, Record):
            inner = unit.record(member.ctype)
            if inner is None:
                continue
            inside = named_fields(inner, unit, whole)
            if inner.kind == "union" and whole is not None:
                known = [field for field in named_fields(inner, unit, None) if field.name in whole]
                inside = known or inside[:1]
            found += inside
    return found


def renumbered(
    old: EnumType, old_unit: TranslationUnit, new: EnumType, new_unit: TranslationUnit
) -> list[tuple[int, int]]:
    """Return (old, new) values of the enumerators that both versions name, where they differ."""
    before, after = old_unit.enums.get(old.key), new_unit.enums.get(new.key)
    if before is None or after is None:
        return []
    pairs = {
        value: after.values[name]
        for name, value in before.values.items()
        if value is not None and after.values.get(name) is not None
    }
    moved = [(a, b) for a, b in pairs.items() if b is not None and a != b]
    return sorted(moved)


def same_record(
    old: RecordDef, old_unit: TranslationUnit, new: RecordDef, new_unit: TranslationUnit
) -> bool:
    """Whether two definitions have the same members with the same types, by meaning."""
    return len(old.fields) == len(new.fields) and _begins_alike(old, old_unit, new, new_unit)


def extended(
    old: RecordDef, old_unit: TranslationUnit, new: RecordDef, new_unit: TranslationUnit
) -> bool:
    """Whether the old members come first in the new definition, by meaning, and more follow."""
    return len(old.fields) < len(new.fields) and _begins_alike(old, old_unit, new, new_unit)


def _begins_alike(
    old: RecordDef, old_unit: TranslationUnit, new: RecordDef, new_unit: TranslationUnit
) -> bool:
    shorter = min(len(old.fields), len(new.fields))
    return (
        old.kind == new.kind
        and old.attributes == new.attributes
        and old.layout == new.layout
        and len(common_beginning(old, old_unit, new, new_unit)) == shorter
    )


def common_beginning(
    old: RecordDef, old_unit: TranslationUnit, new: RecordDef, new_unit: TranslationUnit
) -> list[Field]:
    """Return the members, as the new definition has them, with which both begin, by meaning."""
    found = []
    for a, b in zip(old.fields, new.fields, strict=False):
        alike = (
            a.name == b.name
            and bits_text(a) == bits_text(b)
            and a.attributes == b.attributes
            and a.layout == b.layout
            and same_type(a.ctype, old_unit, b.ctype, new_unit)
        )
        if not alike:
            break
        found.append(b)
    return found


def same_type(old: CType, old_unit: TranslationUnit, new: CType, new_unit: TranslationUnit) -> bool:
    """Whether two types mean the same; enumerations must number shared names alike."""
    if isinstance(old, EnumType) and isinstance(new, EnumType):
        return (
            old == new
            and old.underlying == new.underlying
            and not renumbered(old, old_unit, new, new_unit)
        )
    if isinstance(old, Array) and isinstance(new, Array):
        return (
            old.length == new.length
            and old.dimension == new.dimension
            and same_type(old.element, old_unit, new.element, new_unit)
        )
    if isinstance(old, Record) and isinstance(new, Record) and _nested(old.key) and old == new:
        before, after = old_unit.record(old), new_unit.record(new)
        return (
            before is not None
            and after is not None
            and same_record(before, old_unit, after, new_unit)
        )
    return old == new


def _nested(key: RecordKey) -> bool:
    """Whether the record has no name of its own, so that it is part of its parent's definition."""
    return not key.tag.isidentifier()


def bits_text(member: Field) -> str:
    """Return the width of a bit-field as text, "" for other fields."""
    if member.bits is None:
        return ""
    return str(member.width) if member.width is not None else CPrinter().expr(member.bits)
