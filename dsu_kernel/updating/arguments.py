"""Python values as arguments of C functions: what fits which parameter, and how it is passed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dsu_kernel.cfront.model import FunctionDef, TranslationUnit
from dsu_kernel.cfront.types import (
    Array,
    Basic,
    CType,
    EnumType,
    Pointer,
    Record,
    describe,
    is_floating,
    is_integer,
    unqualified,
)
from dsu_kernel.errors import ArgumentError
from dsu_kernel.live.job import Argument
from dsu_kernel.live.values import CArray, CEnum, CPointer, CString, CStruct

_CHARS = frozenset({"char", "signed char", "unsigned char"})
_BITS = {
    "_Bool": (0, 1),
    "char": (-(1 << 7), (1 << 8) - 1),
    "signed char": (-(1 << 7), (1 << 7) - 1),
    "unsigned char": (0, (1 << 8) - 1),
    "short": (-(1 << 15), (1 << 15) - 1),
    "unsigned short": (0, (1 << 16) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "unsigned int": (0, (1 << 32) - 1),
}
_WIDE = {"unsigned long": (0, (1 << 64) - 1), "unsigned long long": (0, (1 << 64) - 1)}


def prototype(function: FunctionDef) -> str:
    """Return the function's prototype as C text."""
    return describe(function.symbol.ctype, function.name)


def word(value: object) -> str:
    """Return a command-line word for ``main``."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return str(value)


def c_string(text: str) -> str:
    """Return a C string literal with the UTF-8 bytes of ``text``."""
    out = []
    for byte in text.encode("utf-8", "surrogateescape"):
        char = chr(byte)
        plain = 32 <= byte < 127 and char not in '"\\?'
        out.append(char if plain else f"\\{byte:03o}")
    return f'"{"".join(out)}"'


@dataclass(slots=True)
class Passing:
    """The arguments of one call: words for the thunk, and declarations that take them."""

    function: FunctionDef
    unit: TranslationUnit
    words: list[Argument] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    declarations: str = ""

    def add(self, value: object, ctype: CType | None) -> None:
        """Pass one more value to a parameter of type ``ctype`` (None: a variable argument)."""
        name = f"__a{len(self.names)}"
        if ctype is None:
            ctype = _natural(value)
        plain = unqualified(ctype)
        if isinstance(plain, Record):
            text = self._initialiser(value, plain, name)
        elif isinstance(plain, Pointer) and isinstance(value, list | tuple | CArray):
            items = value.items if isinstance(value, CArray) else value
            element = unqualified(plain.target)
            listed = ", ".join(self._initialiser(v, element, name) for v in items)
            array = describe(Array(element, len(items)))
            # Like strings, in memory that the program may keep.
            size = f"sizeof({array})"
            text = f"__builtin_memcpy(__builtin_malloc({size}), ({array}){{ {listed} }}, {size})"
        else:
            text = self._scalar(value, plain)
        self.declarations += f"{describe(plain, name)} = {text}; "
        self.names.append(name)

    def _scalar(self, value: object, ctype: CType) -> str:
        index = len(self.words)
        if is_integer(ctype):
            self.words.append(self._integer(value, ctype))
            return f"({describe(ctype)})__dsu_arg_i({index})"
        if is_floating(ctype):
            self.words.append(self._number(value, ctype))
            return f"__dsu_arg_d({index})"
        if isinstance(ctype, Pointer):
            self.words.append(self._pointer(value, ctype))
            return f"({describe(ctype)})__dsu_arg_p({index})"
        raise self._misfit(value, ctype)

    def _integer(self, value: object, ctype: CType) -> int:
        if isinstance(value, str) and isinstance(ctype, EnumType):
            definition = self.unit.enums.get(ctype.key)
            found = definition.values.get(value) if definition else None
            if found is None:
                raise self._misfit(value, ctype)
            return found
        if isinstance(value, str | bytes) and len(value) == 1 and _is_char(ctype):
            return value[0] if isinstance(value, bytes) else value.encode("latin-1")[0]
        if not isinstance(value, int):
            raise self._misfit(value, ctype)
        name = ctype.name if isinstance(ctype, Basic) else "int"
        low, high = _BITS.get(name) or _WIDE.get(name) or (-(1 << 63), (1 << 63) - 1)
        if isinstance(ctype, EnumType):
            high = (1 << 32) - 1
        if not low <= value <= high:
            raise ArgumentError(f"{value} does not fit in {describe(ctype)} ({self._where()})")
        return int(value)

    def _number(self, value: object, ctype: CType) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._misfit(value, ctype)
        return float(value)

    def _pointer(self, value: object, ctype: Pointer) -> Argument:
        target = unqualified(ctype.target)
        if value is None or isinstance(value, CPointer | CString):
            return value
        text = isinstance(value, str | bytes)
        if text and (_is_char(target) or describe(target) == "void"):
            assert isinstance(value, str | bytes)
            return value
        raise self._misfit(value, ctype)

    def _initialiser(self, value: object, ctype: CType, name: str) -> str:
        """Return C text that initialises a ``ctype``."""
        plain = unqualified(ctype)
        if isinstance(plain, Record):
            fields = {n: value[n] for n in value} if isinstance(value, CStruct) else value
            pairs = fields.items() if isinstance(fields, Mapping) else None
            if pairs is None:
                raise self._misfit(value, ctype)
            definition = self.unit.record(plain)
            members = {m.name: m for m in definition.fields} if definition else {}
            parts = []
            for field_name, item in pairs:
                if field_name not in members:
                    raise ArgumentError(
                        f"{plain.key.spelling} has no member {field_name} ({self._where()})"
                    )
                inner = self._initialiser(item, members[field_name].ctype, name)
                parts.append(f".{field_name} = {inner}")
            return f"{{ {', '.join(parts)} }}"
        if isinstance(plain, Array):
            if isinstance(value, str | bytes) and _is_char(unqualified(plain.element)):
                return c_string(word(value))
            items: Sequence[object] = value.items if isinstance(value, CArray) else value  # type: ignore[assignment]
            if not isinstance(items, list | tuple):
                raise self._misfit(value, ctype)
            return f"{{ {', '.join(self._initialiser(v, plain.element, name) for v in items)} }}"
        return self._scalar(value, plain)

    def _where(self) -> str:
        return f"argument {len(self.names) + 1} of {prototype(self.function)}"

    def _misfit(self, value: object, ctype: CType) -> ArgumentError:
        kind = type(value).__name__
        return ArgumentError(
            f"a Python {kind} ({value!r:.40}) is not a {describe(ctype)} ({self._where()})"
        )


def _is_char(ctype: CType) -> bool:
    return isinstance(ctype, Basic) and ctype.name in _CHARS


def _natural(value: object) -> CType:
    """The type that C would give a variable argument."""
    if isinstance(value, CEnum) or (isinstance(value, int) and -(1 << 31) <= value < 1 << 31):
        return Basic("int")
    if isinstance(value, int):
        return Basic("long")
    if isinstance(value, float) and not math.isnan(value):
        return Basic("double")
    return Pointer(Basic("char")) if isinstance(value, str | bytes) else Pointer(Basic("void"))
