"""C types and values of the generated programs, with C's conversions, in plain Python.

Integers are ints, floating values are Fractions (every finite float is one), pointers are labels
of objects or None, structs are dicts, arrays are lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True)
class Num:
    """An arithmetic type. ``mantissa`` is 0 for integers."""

    name: str
    bits: int
    signed: bool
    mantissa: int = 0


@dataclass(frozen=True)
class Bits:
    """A bit-field."""

    base: Num
    width: int


@dataclass(frozen=True)
class Enum:
    """An enumerated type; ``width`` is that of a bit-field, or 0."""

    tag: str
    width: int = 0


@dataclass(frozen=True)
class Arr:
    """An array."""

    element: Type
    length: int


@dataclass(frozen=True)
class Box:
    """A struct or union without a tag. Of a union only the first member is used."""

    kind: str
    members: tuple[tuple[str, Num], ...]

    @property
    def used(self) -> dict[str, Num]:
        """The members that have values."""
        return dict(self.members[:1] if self.kind == "union" else self.members)


@dataclass(frozen=True)
class Rec:
    """A struct by value."""

    tag: str


@dataclass(frozen=True)
class Ptr:
    """A pointer to a struct, or to ``void`` (tag "")."""

    tag: str


@dataclass(frozen=True)
class Raw:
    """A pointer to something else: only its being null is looked at."""

    target: str


@dataclass(frozen=True)
class Fun:
    """A pointer to ``long long (long long)``."""


@dataclass(frozen=True)
class Heap:
    """A pointer to a growing heap array of structs; the global ``n_NAME`` has its length."""

    tag: str


Type: TypeAlias = Num | Bits | Enum | Arr | Box | Rec | Ptr | Raw | Fun | Heap
Value: TypeAlias = "int | Fraction | str | dict[str, Value] | list[Value] | None"

BOOL = Num("_Bool", 1, False)
CHAR = Num("char", 8, True)
INT = Num("int", 32, True)
LONG_LONG = Num("long long", 64, True)
INTEGERS = (
    INT,
    Num("unsigned", 32, False),
    CHAR,
    Num("signed char", 8, True),
    Num("unsigned char", 8, False),
    Num("short", 16, True),
    Num("unsigned short", 16, False),
    Num("long", 64, True),
    Num("unsigned long", 64, False),
    LONG_LONG,
    Num("unsigned long long", 64, False),
    BOOL,
)
FLOATS = (
    Num("float", 32, True, 24),
    Num("double", 64, True, 53),
    Num("long double", 80, True, 64),
)
BIT_BASES = (INT, Num("unsigned", 32, False), Num("unsigned char", 8, False), BOOL)


def rounded(value: Fraction, mantissa: int) -> Fraction:
    """Return the nearest number with so many bits, ties to even."""
    if value == 0:
        return Fraction(0)
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length() - mantissa
    unit = Fraction(2) ** exponent
    while size / unit >= 1 << mantissa:
        unit *= 2
    while size / unit < 1 << (mantissa - 1):
        unit /= 2
    return round(value / unit) * unit


def wrap(value: int, bits: int, signed: bool) -> int:
    """Return the integer modulo 2**bits, as that type shows it."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def convert(value: int | Fraction, to: Num | Bits) -> int | Fraction:
    """Return an arithmetic value converted as by assignment."""
    if isinstance(to, Bits):
        inner = convert(value, to.base)
        return inner if to.base is BOOL else wrap(int(inner), to.width, to.base.signed)
    if to.mantissa:
        return rounded(Fraction(value), to.mantissa)
    if to is BOOL or to.name == "_Bool":
        return int(value != 0)
    return wrap(int(value), to.bits, to.signed)


def declare(ctype: Type, name: str) -> str:
    """Return the declaration of ``name`` as C text."""
    match ctype:
        case Num():
            return f"{ctype.name} {name}"
        case Bits():
            return f"{ctype.base.name} {name} : {ctype.width}"
        case Enum():
            return f"enum {ctype.tag} {name}" + (f" : {ctype.width}" if ctype.width else "")
        case Arr():
            return declare(ctype.element, f"{name}[{ctype.length}]")
        case Rec():
            return f"struct {ctype.tag} {name}"
        case Box():
            body = "".join(f"{declare(t, n)}; " for n, t in ctype.members)
            return f"{ctype.kind} {{ {body}}} {name}"
        case Ptr() | Heap():
            return f"struct {ctype.tag} *{name}" if ctype.tag else f"void *{name}"
        case Raw():
            return f"{ctype.target} *{name}"
        case Fun():
            return f"long long (*{name})(long long)"


def is_numeric(ctype: Type | None) -> bool:
    """Whether values of the type can be computed with as integers."""
    return isinstance(ctype, Bits | Enum) or (isinstance(ctype, Num) and not ctype.mantissa)
