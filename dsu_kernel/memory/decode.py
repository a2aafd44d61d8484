"""From bytes to cells: values of C types as they lie in the memory of the live process."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace

from dsu_kernel.cfront.types import (
    Array,
    CType,
    EnumType,
    Function,
    Pointer,
    Void,
    describe,
    unqualified,
)
from dsu_kernel.live.values import CString
from dsu_kernel.memory.cell import Cell, ObjectState, Status, Target
from dsu_kernel.memory.layout import POINTER, WORD
from dsu_kernel.memory.shapes import FieldShape, Shape, Shaper
from dsu_kernel.memory.snapshot import Snapshot
from dsu_kernel.program.image import VERSION_BITS, Generation, WrappedType

MOST_ELEMENTS = 64
"""Elements of an array that are shown."""
_MOST_CHARS = 80
_REAL = {4: "<f", 8: "<d"}


class Decoder:
    """Makes cells from one snapshot; ``names`` are those of functions and globals by address."""

    def __init__(self, memory: Snapshot, shaper: Shaper, names: Mapping[int, str]) -> None:
        self._memory = memory
        self._shaper = shaper
        self._names = names

    def cell(self, ctype: CType, address: int, name: str = "") -> Cell:
        """Return the value of an object of a type at an address."""
        return self._value(self._shaper.shape(ctype), address, 0, name)

    def generation(self, wrapped: WrappedType, address: int) -> Generation | None:
        """Return the version of the data of a wrapped object; None when it is no such object."""
        return _generation(wrapped, self._word(wrapped, address))

    def data_address(self, generation: Generation, address: int) -> int:
        """Return where the data of a wrapped object lies; 0 when that cannot be read."""
        return (self._memory.word(address, POINTER) or 0) if generation.outgrown else address

    # ---- values ------------------------------------------------------------------------

    def _value(self, shape: Shape, address: int, offset: int, name: str) -> Cell:
        data = self._memory.read(address, shape.size)
        cell = Cell(
            name,
            describe(shape.ctype),
            address,
            offset,
            shape.size,
            data,
            ctype=shape.ctype,
        )
        if len(data) < shape.size or not shape.size:
            return replace(cell, value="unreadable" if shape.size else "?")
        if shape.wrapped is not None:
            return self._object(cell, shape.wrapped)
        if shape.kind == "array":
            return self._array(cell, shape)
        if shape.kind == "record":
            return replace(cell, parts=self._fields(shape, address, data))
        return self._scalar(cell, shape, data)

    def _scalar(self, cell: Cell, shape: Shape, data: bytes) -> Cell:
        if shape.kind == "pointer":
            return self._pointer(cell, shape, int.from_bytes(data, "little"))
        if shape.kind == "real":
            return replace(cell, value=f"{struct.unpack(_REAL[shape.size], data)[0]:.9g}")
        if shape.kind == "bytes":
            return replace(cell, value=data.hex(" "))
        number = int.from_bytes(data, "little", signed=shape.signed)
        return replace(cell, value=self._number(shape, number))

    def _number(self, shape: Shape, number: int) -> str:
        if shape.kind == "char":
            return f"{number} {_char(number)}".rstrip()
        if shape.kind == "enum" and isinstance(shape.ctype, EnumType):
            definition = self._shaper.unit.enums.get(shape.ctype.key)
            for name, value in definition.values.items() if definition else ():
                if value == number:
                    return f"{name} ({number})"
        return str(number)

    def _fields(self, shape: Shape, address: int, data: bytes) -> tuple[Cell, ...]:
        return tuple(
            self._bits(f, address, data)
            if f.mask
            else self._value(f.shape, address + f.offset, f.offset, f.name)
            for f in shape.fields
        )

    def _bits(self, field: FieldShape, address: int, data: bytes) -> Cell:
        """Return a bit-field: its bytes are those that it shares with its neighbours."""
        low, width = (field.mask & -field.mask).bit_length() - 1, field.mask.bit_count()
        number = (int.from_bytes(data, "little") & field.mask) >> low
        if field.shape.signed and number >> (width - 1):
            number -= 1 << width
        first, last = low // 8, (low + width - 1) // 8
        return Cell(
            field.name,
            f"{describe(field.shape.ctype)} : {width}",
            address + first,
            first,
            last - first + 1,
            data[first : last + 1],
            self._number(field.shape, number),
        )

    def _array(self, cell: Cell, shape: Shape) -> Cell:
        element = shape.element
        assert element is not None
        if element.kind == "char":
            return replace(cell, value=quoted(cell.data))
        shown = min(shape.count, MOST_ELEMENTS)
        parts = tuple(
            self._value(element, cell.address + i * element.size, i * element.size, f"[{i}]")
            for i in range(shown)
        )
        return replace(cell, parts=parts, omitted=shape.count - shown)

    # ---- pointers ----------------------------------------------------------------------

    def _pointer(self, cell: Cell, shape: Shape, address: int) -> Cell:
        assert isinstance(shape.ctype, Pointer)
        target = self.target(shape.ctype.target, address)
        text = ""
        if target.kind == "object" and self._is_text(shape.ctype.target):
            text = quoted(self._memory.read(address, _MOST_CHARS + 1))
        return replace(cell, target=target, value=text)

    def _is_text(self, ctype: CType) -> bool:
        plain = unqualified(ctype)
        return not isinstance(plain, Void | Function) and self._shaper.shape(plain).kind == "char"

    def target(self, ctype: CType, address: int) -> Target:
        """Return what is known about the place that a pointer to ``ctype`` leads to."""
        spelled, plain = describe(ctype), unqualified(ctype)
        name = self._names.get(address, "")
        if address == 0:
            return Target("null", 0, spelled)
        if isinstance(plain, Function):
            return Target("function", address, spelled, name or "no function of the program")
        if not self._memory.read(address, 1):
            return Target("unreadable", address, spelled)
        open_array = isinstance(plain, Array) and plain.length is None
        known = not isinstance(plain, Void) and not open_array and self._shaper.shape(plain).size
        return Target("object", address, spelled, name, plain if known else None)

    # ---- wrapped objects ---------------------------------------------------------------

    def _word(self, wrapped: WrappedType, address: int) -> int | None:
        return self._memory.word(address + wrapped.wrapper.version_offset, WORD)

    def _object(self, cell: Cell, wrapped: WrappedType) -> Cell:
        word = self._word(wrapped, cell.address)
        generation = _generation(wrapped, word)
        newest, where = wrapped.current.number, wrapped.wrapper.version_offset
        status: Status = "current" if generation is wrapped.current else "older"
        if word is None or generation is None:
            status = "unreadable" if word is None else "foreign"
            state = ObjectState(status, None, newest, word or 0, where, cell.address)
            return replace(cell, state=state)
        status = status if word else "unborn"
        at, away = self.data_address(generation, cell.address), generation.outgrown
        shape = self._shaper.data(wrapped, generation)
        data = self._memory.read(at, shape.size)
        readable = len(data) == shape.size
        state = ObjectState(
            status if readable else "unreadable", generation.number, newest, word, where, at, away
        )
        if not readable:
            return replace(cell, state=state)
        parts = self._fields(shape, at, data)
        return replace(cell, parts=parts, state=state, storage=data if away else b"")


def _generation(wrapped: WrappedType, word: int | None) -> Generation | None:
    if word is None:
        return None
    if word == 0:
        return wrapped.generations[0]
    number = (word & (1 << VERSION_BITS) - 1) - 1
    if word >> VERSION_BITS != wrapped.id or not 0 <= number < len(wrapped.generations):
        return None
    return wrapped.generations[number]


def quoted(data: bytes) -> str:
    """Return characters up to the first NUL as a C string literal, cut short when long."""
    text, end, _ = data.partition(b"\0")
    cut = "" if end and len(text) <= _MOST_CHARS else "…"
    shown = text[:_MOST_CHARS].decode("utf-8", "surrogateescape")
    return repr(CString(shown)) + (cut if len(text) > _MOST_CHARS or not end else "")


def _char(number: int) -> str:
    code = number & 0xFF
    return f"'{chr(code)}'" if 0x20 <= code < 0x7F else ""
