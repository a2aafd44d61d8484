"""Questions about types that need the whole program: what holds what, what points to what.

A *candidate* is a struct defined in user text. A type *holds* a record when an object of the type
contains it by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.types import (
    NO_QUALS,
    Array,
    Basic,
    CType,
    Function,
    Pointer,
    Record,
    RecordKey,
    Void,
    unqualified,
)

CHAR_NAMES = frozenset({"char", "signed char", "unsigned char"})
MAX_LEAVES = 256
MAX_EXPANDED = 16


MemberName = tuple[RecordKey, str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar member of a record, by its plain type and by the record it is declared in."""

    ctype: CType
    member: MemberName | None

    @property
    def is_pointer(self) -> bool:
        """Whether the member is a pointer."""
        return isinstance(self.ctype, Pointer)


def strip_arrays(ctype: CType) -> CType:
    """Return the innermost element type, unqualified."""
    while isinstance(ctype, Array):
        ctype = ctype.element
    return unqualified(ctype)


def plain(ctype: CType) -> CType:
    """Return the type without qualifiers at any pointer level, arrays under pointers stripped."""
    if isinstance(ctype, Pointer):
        return Pointer(plain(strip_arrays(ctype.target)))
    if isinstance(ctype, Array):
        return plain(strip_arrays(ctype))
    if isinstance(ctype, Function):
        params = tuple(plain(param) for param in ctype.params)
        return replace(ctype, result=plain(ctype.result), params=params, quals=NO_QUALS)
    return unqualified(ctype)


def target_of(ctype: CType) -> CType | None:
    """Return the plain type a pointer, array or function designator points to; None otherwise."""
    if isinstance(ctype, Pointer):
        return plain(strip_arrays(ctype.target))
    if isinstance(ctype, Array):
        return plain(strip_arrays(ctype))
    return plain(ctype) if isinstance(ctype, Function) else None


def carries(ctype: CType) -> bool:
    """Whether a value of the type leads, through pointers alone, to ``void`` or to a function."""
    while isinstance(ctype, Pointer | Array):
        ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
        if isinstance(ctype, Void | Function):
            return True
    return isinstance(ctype, Function)


def is_char(ctype: CType | None) -> bool:
    """Whether the type is one of the character types."""
    return isinstance(ctype, Basic) and ctype.name in CHAR_NAMES


class Shapes:
    """The record types of a program, with answers computed once."""

    def __init__(self, units: Iterable[TranslationUnit]) -> None:
        self.units = tuple(units)
        self.records: dict[RecordKey, RecordDef] = {}
        for unit in self.units:
            for key, definition in unit.records.items():
                self.records.setdefault(key, definition)
        self.candidates = tuple(
            key
            for key, definition in self.records.items()
            if definition.kind == "struct" and not definition.system
        )
        self._holds: dict[CType, frozenset[RecordKey]] = {}
        self._candidate_set = frozenset(self.candidates)

    def definition(self, key: RecordKey) -> RecordDef | None:
        """Return the definition of a record, the system's included."""
        found = self.records.get(key)
        if found is None and key.system:
            for unit in self.units:
                found = unit.record(key)
                if found is not None:
                    self.records[key] = found
                    return found
        return found

    def holds(self, ctype: CType | None) -> frozenset[RecordKey]:
        """Return the candidates that an object of the type contains by value."""
        if ctype is None:
            return frozenset()
        ctype = strip_arrays(ctype)
        if not isinstance(ctype, Record):
            return frozenset()
        found = self._holds.get(ctype)
        if found is None:
            keys = {k for k in self.contained(ctype.key) if k in self._candidate_set}
            found = self._holds[ctype] = frozenset(keys)
        return found

    def contained(self, key: RecordKey) -> Iterator[RecordKey]:
        """Yield a record and all records in it by value, outermost first."""
        seen = {key}
        pending = [key]
        while pending:
            current = pending.pop()
            yield current
            for member in reversed(self.fields(current)):
                inner = strip_arrays(member)
                if isinstance(inner, Record) and inner.key not in seen:
                    seen.add(inner.key)
                    pending.append(inner.key)

    def fields(self, key: RecordKey) -> tuple[CType, ...]:
        """Return the types of a record's members (none for an incomplete record)."""
        definition = self.definition(key)
        return tuple(member.ctype for member in definition.fields) if definition else ()

    def concerned(self, ctype: CType | None) -> frozenset[RecordKey]:
        """Return the candidates held by a type or by what it points to, through pointers alone."""
        while isinstance(ctype, Pointer | Array):
            ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
        return self.holds(ctype)

    def reachable(self, ctype: CType | None) -> frozenset[RecordKey]:
        """Return every candidate that code which is given such an object can get to."""
        seen: set[RecordKey] = set()
        pending: list[CType] = [ctype] if ctype is not None else []
        while pending:
            current = pending.pop()
            while isinstance(current, Pointer | Array):
                current = current.target if isinstance(current, Pointer) else current.element
            if isinstance(current, Function):
                pending += [current.result, *current.params]
            elif isinstance(current, Record) and current.key not in seen:
                seen.add(current.key)
                pending += self.fields(current.key)
        return frozenset(seen & self._candidate_set)

    def leaves(self, ctype: CType, member: MemberName | None = None) -> list[Leaf | None]:
        """Return the scalar members in order; None marks a stretch of unknown offsets."""
        found: list[Leaf | None] = []
        self._leaves(ctype, member, found)
        return found

    def _leaves(self, ctype: CType, member: MemberName | None, found: list[Leaf | None]) -> None:
        if len(found) > MAX_LEAVES:
            found.append(None)
        elif isinstance(ctype, Array):
            known = ctype.length is not None and ctype.length <= MAX_EXPANDED
            for _ in range(ctype.length or 0 if known else 1):
                self._leaves(ctype.element, member, found)
            if not known:
                found.append(None)
        elif isinstance(ctype, Record):
            definition = self.definition(ctype.key)
            for part in definition.fields if definition else ():
                self._leaves(part.ctype, (ctype.key, part.name or ""), found)
                if ctype.key.kind == "union" or part.bits is not None:
                    found.append(None)
        else:
            found.append(Leaf(plain(ctype), member))

    def overlaps(
        self, left: list[Leaf | None], right: list[Leaf | None]
    ) -> Iterator[tuple[Leaf, Leaf]]:
        """Yield the pairs of pointers that may overlap when two types share memory."""
        same = 0
        for x, y in zip(left, right, strict=False):
            if x is None or y is None:
                break
            if x.ctype != y.ctype and not (x.is_pointer and y.is_pointer):
                break
            same += 1
            if x.is_pointer and y.is_pointer:
                yield x, y
        rest_x = dict.fromkeys(x for x in left[same:] if x is not None and x.is_pointer)
        rest_y = dict.fromkeys(y for y in right[same:] if y is not None and y.is_pointer)
        yield from ((x, y) for x in rest_x for y in rest_y)
