"""Generated statements that carry a value of an old type over to a new type.

The rules of design section 9: same name and compatible type is copied, arithmetic conversions are
those of C, arrays go element by element, enumerators by name, wrapped members as they are (they
convert themselves when they are used).  What cannot be carried over stays zero and is noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.cfront.types import (
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
from dsu_kernel.patch.members import (
    anonymous_unions,
    gained,
    named_fields,
    renumbered,
    same_record,
)


@dataclass(slots=True)
class Carrier:
    """Writes the statements for one pair of units; ``notes`` tells what was not carried over.

    ``start``: how values begin that are not. ``late``: the names of the wrapped types of which
    zeroed memory would be taken for an older object.
    """

    old: TranslationUnit
    new: TranslationUnit
    wrapped: frozenset[RecordKey]
    notes: list[str] = field(default_factory=list)
    start: str = "as zero"
    late: Mapping[RecordKey, str] = field(default_factory=dict)
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
        return self._dropped(target, name, old, new)

    def fields(
        self, target: str, source: str, old: RecordDef, new: RecordDef, constant: bool = False
    ) -> list[str]:
        """Return C statements that fill record ``target`` from ``source``, field by field.

        ``constant``: the record is part of a constant object.
        """
        statements: list[str] = []
        whole = self._whole_unions(old, new)
        before = {member.name: member for member in named_fields(old, self.old, whole)}
        after = named_fields(new, self.new, whole)
        for member in after:
            assert member.name is not None
            earlier = before.get(member.name)
            if earlier is None:
                statements += self._born(f"{target}{member.name}", member.ctype)
                continue
            if member.name in whole and member.bits is None:
                # Whatever it holds: each alternative's bytes, so all of the union's.
                statements.append(_bytes(f"{target}{member.name}", f"{source}{member.name}"))
                continue
            ctype = qualified(member.ctype, CONST) if constant else member.ctype
            if member.bits is not None and "const" in ctype.quals:
                statements += self._dropped(member.name, member.name, earlier.ctype, ctype)
                continue
            statements += self.value(
                f"{target}{member.name}",
                f"{source}{member.name}",
                earlier.ctype,
                ctype,
                member.name,
            )
        return statements

    def _whole_unions(self, old: RecordDef, new: RecordDef) -> frozenset[str]:
        """Return the old members of anonymous unions that at most gained alternatives."""
        later = dict(anonymous_unions(new, self.new))
        found: set[str] = set()
        for first, union in anonymous_unions(old, self.old):
            after = later.get(first)
            if after is not None and gained(union, self.old, after, self.new):
                found.update(m.name for m in named_fields(union, self.old, None) if m.name)
            elif after is not None:
                what = f"of the union that it begins only {first} carries over to the new one"
                self.notes.append(f"{first}: {what}")
        return frozenset(found)

    def _born(self, target: str, new: CType) -> list[str]:
        """Return C statements by which zeroed objects begin at the newest version of their type."""
        while isinstance(new, Array):
            new = new.element
        name = self.late.get(new.key) if isinstance(new, Record) else None
        return [f"__settle_{name}((const void *)&{target}, sizeof({target}));"] if name else []

    def _dropped(self, target: str, name: str, old: CType, new: CType) -> list[str]:
        what = f"{describe(old)} does not carry over to {describe(new)}"
        self.notes.append(f"{name}: {what}; it starts {self.start}")
        return self._born(target, new)

    def _array(self, target: str, source: str, old: Array, new: Array, name: str) -> list[str]:
        index = f"__i{self._depth}"
        self._depth += 1
        inner = self.value(
            f"{target}[{index}]", f"{source}[{index}]", old.element, new.element, name
        )
        self._depth -= 1
        many, had = (f"sizeof({a}) / sizeof({a}[0])" for a in (target, source))
        bound = f"{index} < {many} && {index} < {had}"
        parts = (
            ("0", bound, inner),
            (had, f"{index} < {many}", self._born(f"{target}[{index}]", new.element)),
        )
        return [
            counting_loop(index, first, more, " ".join(texts))
            for first, more, texts in parts
            if texts
        ]

    def _record(
        self, target: str, source: str, old: Record, new: Record, name: str, constant: bool
    ) -> list[str]:
        if old.key == new.key and old.key in self.wrapped:
            return [_bytes(target, source)]
        before, after = self.old.record(old), self.new.record(new)
        if before is None or after is None or {old.key, new.key} & self.wrapped:
            return self._dropped(target, name, old, new)
        if old.key == new.key and same_record(before, self.old, after, self.new):
            return [_bytes(target, source)]
        if before.kind == after.kind == "union" and gained(before, self.old, after, self.new):
            return [_bytes(target, source, least=True)]
        if before.kind == "union" or after.kind == "union":
            return self._dropped(target, name, old, new)
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


def _bytes(target: str, source: str, *, least: bool = False) -> str:
    size = f"sizeof({target})"
    if least:
        size = f"{size} < sizeof({source}) ? {size} : sizeof({source})"
    return f"__builtin_memcpy((void *)&{target}, (const void *)&{source}, {size});"


def _same_target(old: Pointer, new: Pointer) -> bool:
    """Whether a pointer may keep its value: same target, or one side is ``void *``."""
    a, b = unqualified(old.target), unqualified(new.target)
    if isinstance(a, Void) or isinstance(b, Void):
        return not isinstance(a, Function) and not isinstance(b, Function)
    return compatible(a, b) or (isinstance(a, Record) and a == b)
