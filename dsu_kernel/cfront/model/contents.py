"""What an object of a type holds by value: members by name, and records inside of records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from dsu_kernel.cfront.model.symbols import Field, RecordDef
from dsu_kernel.cfront.types import Array, CType, Record, RecordKey


class RecordTable(Protocol):
    """Anything that finds record definitions by key: a mapping, or a workspace."""

    def get(self, key: RecordKey, /) -> RecordDef | None:
        """Return the definition, None if there is none."""


def find_member(definition: RecordDef, name: str, records: RecordTable) -> tuple[Field, ...] | None:
    """Return the path of fields to member ``name``, through anonymous members; None if absent."""
    for member in definition.fields:
        if member.name == name:
            return (member,)
        if member.name is None and isinstance(member.ctype, Record):
            inner = records.get(member.ctype.key)
            rest = find_member(inner, name, records) if inner else None
            if rest is not None:
                return (member, *rest)
    return None


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
