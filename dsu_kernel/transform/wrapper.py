"""The generated text of one wrapped type: its data struct and its wrapper.

For ``struct T`` at its version 0 (slides, "Type wrapping")::

    struct __T0 { int x; int y; };
    struct T { union { struct __T0 data; char slop[N]; } u; unsigned version; };

The slides put the version in front; behind the data it leaves the data at offset 0, so pointers to
an object and to its first member stay equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.program.image import MIN_CAPACITY, VERSION_BITS, WrappedType, Wrapper

INLINE = "static __inline __attribute__((always_inline, unused))"
QUIET = "static __attribute__((unused))"


@dataclass(frozen=True, slots=True)
class Nested:
    """A member of the data that is, or is an array of, wrapped objects of another type.

    ``values``: copies of such objects have storage to take care of. ``late``: zeroed memory is not
    such an object at its newest version.
    """

    field: str
    name: str
    spelling: str
    array: bool
    values: bool
    late: bool

    def each(self, where: str, function: str) -> str:
        """Call a function for the member, or for each element of one that is an array."""
        if not self.array:
            return f"{function}(&{where});"
        count = f"sizeof({where}) / sizeof({self.spelling})"
        each = f"{function}(({self.spelling} *){where} + i);"
        return counting_loop("i", "0", f"i < {count}", each)


@dataclass(frozen=True, slots=True)
class WrapperText:
    """What the emission of one wrapped type needs to know.

    ``known`` is None while gcc has not told the numbers of a new type yet; the capacity is then an
    expression of the data's size.  ``away``: (version, size) of the versions whose data lives
    elsewhere. ``opaque``: only the frame is shown, for text that gcc measures new versions in.
    ``steady``: fields that need no look at the word: see ``Generation``.
    """

    name: str
    spelling: str
    id: int
    number: int
    known: Wrapper | None
    slop: int
    outgrown: bool
    away: tuple[tuple[int, int], ...]
    nested: tuple[Nested, ...]
    opaque: bool = False
    steady: frozenset[str] = frozenset()

    @classmethod
    def of(cls, wrapped: WrappedType, slop: int, nested: tuple[Nested, ...]) -> WrapperText:
        """Describe a type that already has its numbers."""
        return cls(
            wrapped.name,
            wrapped.key.spelling,
            wrapped.id,
            wrapped.current.number,
            wrapped.wrapper,
            slop,
            wrapped.current.outgrown,
            tuple((g.number, g.layout.size) for g in wrapped.generations if g.outgrown),
            nested,
            steady=wrapped.current.steady,
        )

    @property
    def data(self) -> str:
        """The type of the concrete data, ``struct __T0``."""
        return f"struct __{self.name}{self.number}"

    @property
    def values(self) -> bool:
        """Whether copying an object takes more than copying its bytes."""
        return bool(self.away) or any(n.values for n in self.nested)

    @property
    def late(self) -> bool:
        """Whether zeroed memory would be taken for an object of an older version."""
        return self.number > 0 or any(n.late for n in self.nested)

    def needs_look(self, field: str) -> bool:
        """Whether who uses a field has to look at the word: in an older object it is not there."""
        return self.number > 0 and field not in self.steady

    def word(self, number: int | None = None) -> int:
        """The version word of an object at a version (default: the newest)."""
        return self.id << VERSION_BITS | (self.number if number is None else number) + 1

    @property
    def capacity(self) -> str:
        """The size of the data area in bytes, as a constant expression."""
        if self.known is not None:
            return str(self.known.capacity)
        size, align = f"sizeof({self.data})", f"_Alignof({self.data})"
        least = f"({size} > {MIN_CAPACITY} ? {size} : {MIN_CAPACITY})"
        unit = f"({align} > 4 ? {align} : 4)"
        # The word takes 4 bytes; what alignment leaves over belongs to the data area.
        return f"(({least} + {self.slop} + 4 + {unit} - 1) / {unit} * {unit} - 4)"

    def body(self, data: str = "") -> str:
        """The braces of the wrapper, to stand behind ``struct T``.

        ``data``: the definition of the data, if it is to be defined there.
        """
        area, fence = self._area(data or self.data), self._fence()
        return f"{{ union {{ {area} }}{fence[0]} u; unsigned version; }}{fence[1]}"

    def _area(self, data: str) -> str:
        slop = f"char slop[{self.capacity}];"
        if self.opaque and data == self.data:
            return slop
        if self.opaque:  # the definition takes no room
            return f"{slop} struct {{ {data} *data[0]; }} __attribute__((packed)) away;"
        if self.outgrown:
            return f"{slop} struct {{ {data} *data; }} __attribute__((packed)) away;"
        return f"{data} data; {slop}"

    def _fence(self) -> tuple[str, str]:
        """Attributes of the union and the wrapper: the version word follows the slop at once.

        Without them the union's size would be rounded up to the alignment of the data, which
        differs from version to version.
        """
        if self.known is not None and self.known.align <= 4:
            return "", ""
        align = f"_Alignof({self.data})" if self.known is None else str(self.known.align)
        packed = " __attribute__((packed, aligned(4)))"
        return packed, f" __attribute__((aligned({align})))"
