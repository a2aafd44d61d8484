"""What the live process holds, as the model knows it: numbered names, wrapped types, storage.

An :class:`Image` is immutable; planning a patch makes the next one, and applying the patch puts it
in force. It is the memory between versions: a wrapped type keeps its wrapper for the life of the
process, a global its storage, a function its entry.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.types import CType, RecordKey

VERSION_BITS = 12
MIN_CAPACITY = 8
"""Bytes of data a wrapper holds at least: enough for a pointer to storage elsewhere."""


def mangle(key: str) -> str:
    """Turn the key of a function or global into the tail of an assembler symbol."""
    return re.sub(r"[^A-Za-z0-9_]", lambda m: f".{ord(m.group()):x}", key)


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """Where gcc put a field: offset and size in bytes (None for a bit-field)."""

    name: str
    type: str
    offset: int | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Size and alignment in bytes that gcc chose for the data of one version of a type."""

    size: int
    align: int
    fields: tuple[FieldLayout, ...]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The fixed frame around every version of a type; all numbers are bytes."""

    capacity: int
    size: int
    align: int

    @property
    def version_offset(self) -> int:
        """Offset of the version word."""
        return self.capacity + -self.capacity % 4

    def holds(self, layout: Layout) -> bool:
        """Whether data of this layout fits in place."""
        return layout.size <= self.capacity and layout.align <= self.align


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """One version of a wrapped type: its definition and the unit that gives it meaning.

    ``module`` is the program version that brought it; ``outgrown``: the data lives elsewhere.
    ``steady``: fields that lie where they do, as they are, in objects of every version so far.
    """

    number: int
    module: int
    record: RecordDef
    unit: TranslationUnit
    layout: Layout
    outgrown: bool = False
    steady: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class WrappedType:
    """A wrapped type with all its versions, oldest first.

    ``pinned``: fields to which pointers may exist anywhere; they keep place and type.
    """

    key: RecordKey
    id: int
    wrapper: Wrapper
    generations: tuple[Generation, ...]
    pinned: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The type's short name: its tag, or the typedef that names it."""
        return self.key.tag

    @property
    def current(self) -> Generation:
        """The newest version."""
        return self.generations[-1]

    @property
    def word(self) -> int:
        """The version word of objects at the newest version."""
        return self.id << VERSION_BITS | self.current.number + 1

    @property
    def away(self) -> bool:
        """Whether objects of some version keep their data outside the wrapper."""
        return any(generation.outgrown for generation in self.generations)

    def data_tag(self, number: int | None = None) -> str:
        """The tag of the data of a version, as on the slides: ``__T0``."""
        return f"__{self.key.tag}{self.current.number if number is None else number}"


@dataclass(frozen=True, slots=True)
class Storage:
    """Where a global lives; ``symbol`` is unique in the process, ``incarnation`` its retypings.

    ``open``: a constant to which pointers are kept. It can be written, so that it stays the same
    object when its value changes.
    """

    key: str
    ctype: CType
    incarnation: int
    open: bool = False

    @property
    def symbol(self) -> str:
        """The exported assembler symbol of the storage."""
        tail = f".{self.incarnation}" if self.incarnation else ""
        return f"__dsu_g_{mangle(self.key)}{tail}"


@dataclass(frozen=True, slots=True)
class Code:
    """A function in force: the program version of its newest body and its type."""

    key: str
    version: int
    ctype: CType

    @property
    def symbol(self) -> str:
        """The exported assembler symbol of the immortal entry."""
        return f"__dsu_f_{mangle(self.key)}"


@dataclass(frozen=True, slots=True)
class Zombie:
    """A deleted function that may still be called through a pointer taken at ``place``.

    ``uses``: the names (kind, key) that its last body depends on; they must not change.
    """

    key: str
    place: str
    uses: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """The names, types, storage and code of the live process at one version.

    ``direct``: calls in the code in force that bypass slots. ``taken``: functions whose address
    was ever taken, with the place; ``kept``: the same for globals to which pointers may ever have
    been kept. ``held``: what the tables of the bodies in force say. ``late``: see ``arrivals``.
    ``gone``: records that are not wrapped and that a unit no longer defines, by unit and key.
    Objects of theirs may still be there.
    """

    ids: Mapping[tuple[str, str], int] = field(default_factory=dict)
    types: Mapping[RecordKey, WrappedType] = field(default_factory=dict)
    globals: Mapping[str, Storage] = field(default_factory=dict)
    functions: Mapping[str, Code] = field(default_factory=dict)
    direct: frozenset[tuple[str, str]] = frozenset()
    taken: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[tuple[str, RecordKey], tuple[RecordDef, TranslationUnit]] = field(
        default_factory=dict
    )
    held: Mapping[str, Hashable] = field(default_factory=dict)
    zombies: tuple[Zombie, ...] = ()
    late: frozenset[tuple[str, str]] = frozenset()

    def with_names(self, names: list[tuple[str, str]]) -> Image:
        """Return the image with numbers given to those names that have none yet."""
        ids = dict(self.ids)
        for name in names:
            ids.setdefault(name, len(ids) + 1)
        return replace(self, ids=ids)
