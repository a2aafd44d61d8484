"""Literals: the values and types of integer, character, floating and string constants."""

from __future__ import annotations

import re
import sys

from dsu_kernel.cfront.types import CHAR, DOUBLE, INT, UINT, Array, Basic, CType

_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]+)|([0-7]{1,3})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL
)
_SIMPLE = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27, "E": 27}
_STRING = re.compile(r'(u8|[LuU])?"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PREFIX_TYPES: dict[str, Basic] = {
    "": CHAR,
    "u8": CHAR,
    "L": INT,
    "u": Basic("unsigned short"),
    "U": UINT,
}
_INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlLiIjJ]*)$")
_LADDER = (
    ("int", 31),
    ("unsigned int", 32),
    ("long", 63),
    ("unsigned long", 64),
    ("__int128", 127),
)
_FLOAT_SUFFIX = {
    "f": "float",
    "l": "long double",
    "q": "_Float128",
    "w": "__float80",
    "f16": "_Float16",
    "f32": "_Float32",
    "f64": "_Float64",
    "f128": "_Float128",
    "f32x": "_Float32x",
    "f64x": "_Float64x",
}
_FLOAT = re.compile(
    r"(?:0[xX][0-9a-fA-F.']*[pP][+-]?[0-9']+|[0-9.']+(?:[eE][+-]?[0-9']+)?)(.*)$", re.DOTALL
)


def integer(text: str) -> tuple[int, Basic] | None:
    """Return the value and type of an integer constant, None if it is not one."""
    match = _INTEGER.match(text.replace("'", ""))
    if match is None:
        return None
    digits, suffix = match.groups()
    suffix = suffix.lower()
    if digits[:2] in ("0x", "0X", "0b", "0B"):
        value, decimal = int(digits, 0), False
    else:
        decimal = digits[0] != "0"
        value = int(digits, 10 if decimal else 8)
    name = _integer_type(value, decimal, suffix)
    if "i" in suffix or "j" in suffix:
        name = f"_Complex {name}"
    return value, Basic(name)


def _integer_type(value: int, decimal: bool, suffix: str) -> str:
    unsigned = "u" in suffix
    if suffix.count("l") == 2:
        return "unsigned long long" if unsigned or value >> 63 else "long long"
    for name, bits in _LADDER:
        if name.startswith("unsigned") != unsigned and (unsigned or decimal):
            continue
        if "l" in suffix and "long" not in name:
            continue
        if value < 1 << bits:
            return name
    return "unsigned long"


def floating(text: str) -> Basic:
    """Return the type of a floating constant."""
    match = _FLOAT.match(text)
    suffix = match.group(1).lower() if match else ""
    imaginary = suffix.startswith(("i", "j")) or suffix.endswith(("i", "j"))
    name = _FLOAT_SUFFIX.get(suffix.strip("ij"), DOUBLE.name)
    return Basic(f"_Complex {name}" if imaginary else name)


def _units(body: str, prefix: str) -> list[int]:
    """Return the code units of a literal's body in the encoding that its prefix asks for."""
    units: list[int] = []
    position = 0
    for match in _ESCAPE.finditer(body):
        units += _encode(body[position : match.start()], prefix)
        units += _escape_units(match, prefix)
        position = match.end()
    return units + _encode(body[position:], prefix)


def _escape_units(match: re.Match[str], prefix: str) -> list[int]:
    hexadecimal, octal, short, long, simple = match.groups()
    if hexadecimal:
        return [int(hexadecimal, 16)]
    if octal:
        return [int(octal, 8)]
    if short or long:
        value = int(short or long, 16)
        return _encode(chr(value), prefix) if value <= sys.maxunicode else [value]
    return [_SIMPLE.get(simple, ord(simple))]


def _encode(text: str, prefix: str) -> list[int]:
    if prefix in ("L", "U"):
        return [ord(char) for char in text]
    if prefix == "u":
        data = text.encode("utf-16-le", "surrogatepass")
        return [data[i] | data[i + 1] << 8 for i in range(0, len(data), 2)]
    return list(text.encode("utf-8", "surrogateescape"))


def character(text: str) -> tuple[int, Basic]:
    """Return the value and type of a character constant, prefix and quotes included."""
    prefix, body = text.split("'", 1)
    units = _units(body.rpartition("'")[0], prefix)
    if prefix:
        return (units[-1] if units else 0), _PREFIX_TYPES.get(prefix, INT)
    value = 0
    for unit in units:
        value = value << 8 | unit & 0xFF
    bits = 8 if len(units) == 1 else 32
    value &= (1 << bits) - 1
    return value - (1 << bits if value >> (bits - 1) else 0), INT


def string(text: str) -> CType:
    """Return the array type of a string literal (adjacent literals in one text)."""
    if "\\" not in text and text.isascii() and text[:1] == '"' and text.count('"') == 2:
        return Array(CHAR, len(text) - 1)
    parts = _STRING.findall(text)
    prefix = next((found for found, _ in parts if found), "")
    length = sum(len(_units(body, prefix)) for _, body in parts)
    return Array(_PREFIX_TYPES[prefix], length + 1)
