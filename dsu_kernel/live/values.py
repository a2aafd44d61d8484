"""C values as plain, frozen Python values.

The runtime sends the result of a job as JSON (see ``dsu_out_*`` in ``dsu_abi.h``).  Nothing is lost
on the way: doubles travel in hexadecimal, bytes that are not UTF-8 become lone surrogates
(``surrogateescape``), so ``str(value).encode("utf-8", "surrogateescape")`` gives the bytes back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, overload

Value: TypeAlias = (
    "int | float | CString | CEnum | CPointer | CStruct | CArray | None"  # int: of any width
)


class CString(str):
    """Characters of the program: what a ``char *`` points to, or a ``char`` array.

    ``address`` is 0 for an array, which was copied whole.
    """

    __slots__ = ("address", "type")
    address: int
    type: str

    def __new__(  # noqa: D102
        cls, text: str, address: int = 0, type: str = "char []"
    ) -> CString:
        value = super().__new__(cls, text)
        value.address = address
        value.type = type
        return value

    def __repr__(self) -> str:
        return _quote(self)


class CEnum(int):
    """A value of an enumerated type; ``name`` is empty when no enumerator has it."""

    name: str

    def __new__(cls, value: int, name: str) -> CEnum:  # noqa: D102
        number = super().__new__(cls, value)
        number.name = name
        return number

    def __repr__(self) -> str:
        return self.name or int.__repr__(self)

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class CPointer:
    """An address in the live process and the C type of the pointer."""

    address: int
    type: str

    def __repr__(self) -> str:
        return f"({self.type}) {self.address:#x}" if self.address else f"({self.type}) NULL"

    def __bool__(self) -> bool:
        return self.address != 0


class CStruct:
    """A struct or union by value: fields as attributes or items, in the order declared."""

    __slots__ = ("_fields", "_type")
    _fields: tuple[tuple[str, Value], ...]
    _type: str

    def __init__(self, type: str, fields: tuple[tuple[str, Value], ...]) -> None:
        object.__setattr__(self, "_type", type)
        object.__setattr__(self, "_fields", fields)

    def __getitem__(self, name: str) -> Value:
        for field, value in self._fields:
            if field == name:
                return value
        raise KeyError(name)

    def __getattr__(self, name: str) -> Value:
        for field, value in self._fields:
            if field == name:
                return value
        raise AttributeError(f"{self._type} has no field {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a C value is a copy; evaluate an assignment to change the program")

    __delattr__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CStruct):
            return NotImplemented
        return (self._type, self._fields) == (other._type, other._fields)

    def __hash__(self) -> int:
        return hash((self._type, self._fields))

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self]

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name} = {value!r}" for name, value in self._fields) + "}"

    def __reduce__(self) -> tuple[type[CStruct], tuple[object, ...]]:
        return CStruct, (self._type, self._fields)


def type_of(value: CStruct | CPointer | CString) -> str:
    """The C type of a value, as the program spells it."""
    return value._type if isinstance(value, CStruct) else value.type


@dataclass(frozen=True, slots=True)
class CArray:
    """An array by value.  ``total`` is its length in C; long arrays are sent in part."""

    items: tuple[Value, ...]
    total: int

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Value, ...]: ...
    def __getitem__(self, index: int | slice) -> Value | tuple[Value, ...]:
        return self.items[index]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        parts = [repr(item) for item in self.items]
        if self.total > len(self.items):
            parts.append(f"... {self.total - len(self.items)} more")
        return "{" + ", ".join(parts) + "}"


def parse(text: str) -> Value:
    """The value that the runtime wrote as ``text``."""
    return _value(json.loads(text))


def _value(form: Any) -> Value:  # noqa: ANN401
    match form:
        case None | int():
            return form
        case {"f": digits}:
            return float.fromhex(digits.replace(",", "."))  # %a follows the locale
        case {"p": address, "s": text, "t": c_type}:
            return CString(text, int(address, 16), c_type)
        case {"p": address, "t": c_type}:
            return CPointer(int(address, 16), c_type)
        case {"e": name, "i": number}:
            return CEnum(number, name or "")
        case {"s": text}:
            return CString(text)
        case {"r": c_type, "v": fields}:
            return CStruct(c_type, tuple((name, _value(item)) for name, item in fields))
        case {"n": total, "a": items}:
            return CArray(tuple(_value(item) for item in items), total)
        case _:
            raise ValueError(f"not a value of the runtime: {form!r}")


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", 10: "\\n", 9: "\\t", 13: "\\r"}


def _quote(text: str) -> str:
    """As a C string literal."""
    out = []
    for char in text:
        code = ord(char)
        if code in _ESCAPES:
            out.append(_ESCAPES[code])
        elif 0xDC80 <= code <= 0xDCFF:
            out.append(f"\\{code - 0xDC00:03o}")
        elif code < 0x20 or code == 0x7F:
            out.append(f"\\{code:03o}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'
