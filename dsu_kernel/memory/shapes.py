"""The shape of C types in memory: sizes and offsets that gcc told, as a tree to decode with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from dsu_kernel.cfront.model import Field, RecordDef, TranslationUnit
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.types import (
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Pointer,
    Record,
    RecordKey,
    describe,
    is_floating,
    unqualified,
)
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.patch.transformers import OldTypes
from dsu_kernel.program.image import Generation, WrappedType

Kind = Literal["number", "real", "bool", "char", "enum", "pointer", "array", "record", "bytes"]

_BASICS = (
    *("char", "signed char", "unsigned char", "_Bool", "short", "unsigned short"),
    *("int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long"),
    *("float", "double", "void *"),
)
_SIGNED_CHAR = "(char)-1 < 0"
_CHARS = frozenset({"char", "signed char", "unsigned char"})


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How a type lies in memory; ``size`` is 0 for what gcc could not be asked about.

    ``wrapped``: an object whose version word says which of its versions its data has.
    """

    ctype: CType
    kind: Kind
    size: int
    signed: bool = False
    fields: tuple[FieldShape, ...] = ()
    element: Shape | None = None
    count: int = 0
    wrapped: WrappedType | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FieldShape:
    """A member at its offset; ``mask`` has the bits of a bit-field set in its whole record."""

    name: str
    offset: int
    shape: Shape
    mask: int = 0


class Asked(Protocol):
    """Who knows layouts: the C compiler."""

    def layouts(self, text: str, expressions: Sequence[str]) -> Mapping[str, int]:
        """Return the values of constant expressions after some C text."""

    def bit_masks(
        self, text: str, fields: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], int]:
        """Return the bits that bit-fields have in their types."""


class Shaper:
    """Finds shapes of the types of one unit; asks gcc once for each type.

    ``text`` gives C text in which the unit's types are declared.
    """

    def __init__(
        self,
        unit: TranslationUnit,
        wrapped: Mapping[RecordKey, WrappedType],
        text: Callable[[], str],
        gcc: Asked,
    ) -> None:
        self.unit = unit
        self._wrapped = wrapped
        self._text = text
        self._gcc = gcc
        self._known: dict[str, int] = {}
        self._records: dict[RecordKey, Shape] = {}
        self._generations: dict[tuple[RecordKey, int], Shape] = {}

    def shape(self, ctype: CType, size: int | None = None) -> Shape:
        """Return the shape of a type; ``size`` is what gcc said where that is known."""
        plain = unqualified(ctype)
        match plain:
            case Record():
                return self._record(plain)
            case Array():
                return self._array(plain, size)
            case Pointer():
                return Shape(plain, "pointer", size or self._size(plain))
            case EnumType():
                signed = not plain.underlying.startswith("unsigned")
                return Shape(plain, "enum", size or self._size(plain), signed)
            case Basic():
                return self._basic(plain, size)
        return Shape(plain, "bytes", 0 if isinstance(plain, Function) else size or 0)

    def align(self, ctype: Record) -> int:
        """Return the alignment of a struct or union that is plain C."""
        return self._value(f"_Alignof({describe(ctype)})")

    def data(self, wrapped: WrappedType, generation: Generation) -> Shape:
        """Return the shape of the data of one version of a wrapped type."""
        key = (wrapped.key, generation.number)
        if key not in self._generations:
            types = {f.name: f.ctype for f in generation.record.fields if f.name}
            fields = [
                FieldShape(f.name, f.offset, self.shape(types[f.name], f.size))
                for f in generation.layout.fields
                if f.offset is not None
            ]
            fields += self._others(wrapped, generation)
            self._generations[key] = _record(Record(wrapped.key), generation.layout.size, fields)
        return self._generations[key]

    def _others(self, wrapped: WrappedType, generation: Generation) -> list[FieldShape]:
        """Return bit-fields, and the members of members without a name."""
        tag = wrapped.data_tag(generation.number)
        others = [
            member
            for member in _members(generation.record, generation.unit)
            if member.bits is not None or member not in generation.record.fields
        ]
        if not others:
            return []
        text = self._text()
        if generation is not wrapped.current:
            try:
                types = OldTypes(generation.unit, self.unit, dict(self._wrapped), checked=True)
                text += types.definition(tag, generation.record)
            except UnsupportedConstruct:
                return []  # then these bytes are shown as they are
        return self._fields(text, f"struct {tag}", others)

    def _basic(self, ctype: Basic, size: int | None) -> Shape:
        size = size or self._size(ctype)
        if is_floating(ctype):
            return Shape(ctype, "real" if size in (4, 8) else "bytes", size)
        if ctype.name in _CHARS:
            signed = ctype.name == "signed char" or (
                ctype.name == "char" and bool(self._value(_SIGNED_CHAR))
            )
            return Shape(ctype, "char", size, signed)
        if ctype.name == "_Bool":
            return Shape(ctype, "bool", size)
        if ctype.name not in _BASICS:
            return Shape(ctype, "bytes", size)
        return Shape(ctype, "number", size, not ctype.name.startswith("unsigned"))

    def _array(self, ctype: Array, size: int | None) -> Shape:
        if ctype.length is not None and size is not None and ctype.length:
            element = self.shape(ctype.element, size // ctype.length)
            return Shape(ctype, "array", size, element=element, count=ctype.length)
        element = self.shape(ctype.element)
        count = ctype.length or (size // element.size if size and element.size else 0)
        return Shape(ctype, "array", count * element.size, element=element, count=count)

    def _record(self, ctype: Record) -> Shape:
        wrapped = self._wrapped.get(ctype.key)
        if wrapped is not None:
            return Shape(ctype, "record", wrapped.wrapper.size, wrapped=wrapped)
        known = self._records.get(ctype.key)
        if known is None:
            known = self._records[ctype.key] = self._plain(ctype)
        return known

    def _plain(self, ctype: Record) -> Shape:
        """Return the shape of a struct or union that is plain C."""
        definition = self.unit.record(ctype)
        if definition is None or not nameable(ctype):
            return Shape(ctype, "bytes", 0)
        spelled, text = describe(ctype), self._text()
        members = list(_members(definition, self.unit))
        size = f"sizeof({spelled})"
        self._ask(text, [size, *(e for m in members for e in _placed(spelled, m))])
        return _record(ctype, self._known[size], self._fields(text, spelled, members))

    def _fields(self, text: str, spelled: str, members: list[Field]) -> list[FieldShape]:
        self._ask(text, [e for member in members for e in _placed(spelled, member)])
        bits = [(spelled, m.name) for m in members if m.bits is not None and m.name]
        masks = self._gcc.bit_masks(text, bits) if bits else {}
        found = []
        for member in members:
            assert member.name is not None
            if member.bits is not None:
                mask = masks[spelled, member.name]
                found.append(FieldShape(member.name, 0, self.shape(member.ctype), mask))
            else:
                offset, size = (self._known[e] for e in _placed(spelled, member))
                found.append(FieldShape(member.name, offset, self.shape(member.ctype, size)))
        return found

    # ---- asking ------------------------------------------------------------------------

    def _size(self, ctype: CType) -> int:
        if isinstance(ctype, Pointer):
            spelled = "void *"
        elif nameable(ctype):
            spelled = describe(ctype)
        elif isinstance(ctype, EnumType):
            spelled = ctype.underlying
        else:
            return 0
        return self._value(f"sizeof({spelled})")

    def _value(self, expression: str) -> int:
        if expression not in self._known:
            known = (_SIGNED_CHAR, *(f"sizeof({name})" for name in _BASICS))
            self._ask(self._text(), [expression, *known])
        return self._known[expression]

    def _ask(self, text: str, expressions: list[str]) -> None:
        missing = [e for e in expressions if e not in self._known]
        if missing:
            self._known.update(self._gcc.layouts(text, missing))


def _record(ctype: Record, size: int, fields: list[FieldShape]) -> Shape:
    ordered = sorted(fields, key=lambda f: f.offset or (f.mask & -f.mask).bit_length() // 8)
    return Shape(ctype, "record", size, fields=tuple(ordered))


def _members(definition: RecordDef, unit: TranslationUnit) -> Iterator[Field]:
    """Yield the named members; those of anonymous ones as the record's own."""
    for member in definition.fields:
        if member.name is not None:
            yield member
        elif isinstance(member.ctype, Record):
            inner = unit.record(member.ctype)
            yield from _members(inner, unit) if inner is not None else ()


def _placed(spelled: str, member: Field) -> tuple[str, ...]:
    """Return the expressions for offset and size; a bit-field has neither."""
    if member.bits is not None:
        return ()
    return (
        f"__builtin_offsetof({spelled}, {member.name})",
        f"sizeof((({spelled} *)0)->{member.name})",
    )
