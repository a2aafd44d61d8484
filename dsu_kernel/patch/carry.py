"""Generated statements that carry a value of an old type over to a new type.

The rules of design section 9: same name and compatible type is copied, arithmetic conversions are
those of C, arrays go element by element, enumerators by name, wrapped members as they are (they
convert themselves when they are used).  What cannot be carried over stays zero and is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dsu_kernel.cfront.ctype import (
    CONST,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Pointer,
    Record,
    RecordKey,
    Void,
    compatible,
    describe,
    is_arithmetic,
    qualified,
    unqualified,
)
from dsu_kernel.cfront.model import Field, RecordDef, TranslationUnit
from dsu_kernel.cfront.printer import CPrinter


@dataclass(slots=True)
class Carrier:
    """Writes the statements for one pair of units; ``notes`` tells what was not carried over.

    ``start``: how values begin that are not.
    """

    old: TranslationUnit
    new: TranslationUnit
    wrapped: frozenset[RecordKey]
    notes: list[str] = field(default_factory=list)
    start: str = "as zero"
    _depth: int = 0

    def value(self, target: str, source: str, old: CType, new: CType, name: str) -> list[str]:
        """Return C statements that set ``target`` (of type ``new``) from ``source``."""
        constant = "const" in new.quals
        old, new = unqualified(old), unqualified(new)
        if isinstance(old, Array) and isinstance(new, Array):
            return self._array(target, source, old, new, name)
        if isinstance(old, Record) and isinstance(new, Record):
            return self._record(target, source, old, new, name, constant)
        if constant:
            target = _writable(target, new)
        if isinstance(old, EnumType) and isinstance(new, EnumType):
            return self._enum(target, source, old, new)
        if is_arithmetic(old) and is_arithmetic(new):
            return [f"{target} = {source};"]
        if isinstance(old, Pointer) and isinstance(new, Pointer) and _same_target(old, new):
            return [f"{target} = (void *){source};"]
        if old == new and not isinstance(old, Function | Void):
            return [_bytes(target, source)]
        return self._dropped(name, old, new)

    def fields(
        self, target: str, source: str, old: RecordDef, new: RecordDef, constant: bool = False
    ) -> list[str]:
        """Return C statements that fill record ``target`` from ``source``, field by field.

        ``constant``: the record is part of a constant object.
        """
        statements: list[str] = []
        before = {member.name: member for member in named_fields(old, self.old)}
        after = named_fields(new, self.new)
        for member in after:
            assert member.name is not None
            earlier = before.get(member.name)
            if earlier is None:
                continue
            ctype = qualified(member.ctype, CONST) if constant else member.ctype
            if member.bits is not None and "const" in ctype.quals:
                statements += self._dropped(member.name, earlier.ctype, ctype)
                continue
            statements += self.value(
                f"{target}{member.name}",
                f"{source}{member.name}",
                earlier.ctype,
                ctype,
                member.name,
            )
        return statements

    def _dropped(self, name: str, old: CType, new: CType) -> list[str]:
        what = f"{describe(old)} does not carry over to {describe(new)}"
        self.notes.append(f"{name}: {what}; it starts {self.start}")
        return []

    def _array(self, target: str, source: str, old: Array, new: Array, name: str) -> list[str]:
        index = f"__i{self._depth}"
        self._depth += 1
        inner = self.value(
            f"{target}[{index}]", f"{source}[{index}]", old.element, new.element, name
        )
        self._depth -= 1
        if not inner:
            return []
        bound = (
            f"{index} < sizeof({target}) / sizeof({target}[0])"
            f" && {index} < sizeof({source}) / sizeof({source}[0])"
        )
        return [f"for (unsigned long {index} = 0; {bound}; {index}++) {{ {' '.join(inner)} }}"]

    def _record(
        self, target: str, source: str, old: Record, new: Record, name: str, constant: bool
    ) -> list[str]:
        if old.key == new.key and old.key in self.wrapped:
            return [_bytes(target, source)]
        before, after = self.old.record(old), self.new.record(new)
        if before is None or after is None or {old.key, new.key} & self.wrapped:
            return self._dropped(name, old, new)
        if old.key == new.key and same_record(before, self.old, after, self.new):
            return [_bytes(target, source)]
        if before.kind == "union" or after.kind == "union":
            return self._dropped(name, old, new)
        return self.fields(f"{target}.", f"{source}.", before, after, constant)

    def _enum(self, target: str, source: str, old: EnumType, new: EnumType) -> list[str]:
        moved = renumbered(old, self.old, new, self.new)
        if not moved:
            return [f"{target} = {source};"]
        cases = " ".join(f"case {a}: {target} = {b}; break;" for a, b in moved)
        return [f"switch ({source}) {{ {cases} default: {target} = {source}; }}"]


def _writable(target: str, ctype: CType) -> str:
    """Return the lvalue of a constant member, to be written once."""
    plain = Basic(ctype.underlying) if isinstance(ctype, EnumType) else ctype
    return f"(*({describe(Pointer(plain), '')})&{target})"


def _bytes(target: str, source: str) -> str:
    return f"__builtin_memcpy((void *)&{target}, (const void *)&{source}, sizeof({target}));"


def _same_target(old: Pointer, new: Pointer) -> bool:
    """Whether a pointer may keep its value: same target, or one side is ``void *``."""
    a, b = unqualified(old.target), unqualified(new.target)
    if isinstance(a, Void) or isinstance(b, Void):
        return not isinstance(a, Function) and not isinstance(b, Function)
    return compatible(a, b) or (isinstance(a, Record) and a == b)


def named_fields(record: RecordDef, unit: TranslationUnit) -> list[Field]:
    """Return the fields that can be named, those of anonymous members included."""
    found: list[Field] = []
    for member in record.fields:
        if member.name is not None:
            found.append(member)
        elif isinstance(member.ctype, Record):
            inner = unit.record(member.ctype)
            if inner is not None and inner.kind == "struct":
                found += named_fields(inner, unit)
            elif inner is not None and inner.fields:
                # The members of an anonymous union share bytes: the first one stands for all.
                found += named_fields(inner, unit)[:1]
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
    if old.kind != new.kind or old.attributes != new.attributes:
        return False
    if len(old.fields) != len(new.fields):
        return False
    return all(
        a.name == b.name
        and bits_text(a) == bits_text(b)
        and a.attributes == b.attributes
        and same_type(a.ctype, old_unit, b.ctype, new_unit)
        for a, b in zip(old.fields, new.fields, strict=True)
    )


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
