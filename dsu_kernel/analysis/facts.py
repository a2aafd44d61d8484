"""What the analysis of types tells the transformer and the user.

One call, :func:`.wrappability.wrappability.analyse`, computes all of it for a whole program.
Facts are keyed by syntax node (nodes compare by identity) or by record key.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pycparser import c_ast

from dsu_kernel.cfront.types import CType, RecordKey
from dsu_kernel.errors import Place

Kind = Literal["free", "pinned", "fixed"]
Allocator = Literal["malloc", "calloc", "realloc", "fresh", "alloca"]
SizeUse = Literal["wrapper", "count", "number"]
LibraryForm = Literal["clear", "copy", "sort", "search", "free", "print"]
Held = Literal["local", "call", "escape"]


@dataclass(frozen=True, slots=True)
class Wrappability:
    """How far a struct type may change while the program runs, and why.

    free: any change. pinned: ``fields`` are aliased from outside and must keep place and type.
    fixed: never wrapped. ``reason`` is empty for free types; ``place`` is the line it names.
    """

    kind: Kind
    reason: str = ""
    place: Place | None = None
    fields: tuple[str, ...] = ()

    def explain(self) -> str:
        """Return one line for the user: "fixed: converted to char * at In[2]:14:5 (...)"."""
        return f"{self.kind}: {self.reason}" if self.reason else self.kind


@dataclass(frozen=True, slots=True)
class FreshCall:
    """What is known of a call that returns fresh memory (arguments by index)."""

    allocator: str
    size_args: tuple[int, ...]
    old: int | None
    zeroed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Birth:
    """A call whose result is memory in which objects of struct ``record`` begin to live.

    ``target`` is the object type, qualifiers removed: the struct itself or a record or array that
    holds it by value. The product of the arguments ``size_args`` is the number of bytes; ``old`` is
    the index of the old block of a reallocation (also for "fresh": the program's own ``xrealloc``).
    ``zeroed``: the allocator clears the memory. ``node`` is the FuncCall.
    """

    record: RecordKey
    target: CType
    allocator: Allocator
    place: Place
    node: c_ast.FuncCall
    size_args: tuple[int, ...]
    old: int | None = None
    zeroed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class LibraryUse:
    """A library call that gets wrapped objects in a form that stays right when their size changes.

    clear: ``memset(p, 0, ...)``. copy: ``memcpy``/``memmove`` between two ``target``. sort, search:
    ``qsort``, ``bsearch``. free: ``free``. print: only the address is used (``%p``).
    All sizes in the call are "wrapper" sizes.
    """

    form: LibraryForm
    target: CType
    records: tuple[RecordKey, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class InteriorUse:
    """A pointer into an object: ``node`` is ``&p->f`` or a decaying ``p->array``.

    ``aliases`` names (record, field) for each enclosing wrapped record, innermost first.
    held: "local" a local variable keeps it, "call" only passed to calls, "escape" it outlives both.
    """

    node: c_ast.Node
    aliases: tuple[tuple[RecordKey, str], ...]
    held: Held
    place: Place

    @property
    def records(self) -> tuple[RecordKey, ...]:
        """The records that the pointer points into."""
        return tuple(record for record, _ in self.aliases)


Slot = tuple[str | int, int]
"""An argument of a function by key, or of a call through a pointer by their number; its index."""


@dataclass(frozen=True, slots=True)
class Given:
    """A pointer that some function is given, made at ``place``; see ``InteriorUse``, ``kept``."""

    aliases: tuple[tuple[RecordKey, str], ...]
    storage: str
    line: str
    place: Place


Handed = Mapping[Slot, frozenset[Given]]
"""What functions are given. Code of an old version that is still active gives it to new bodies."""


@dataclass(frozen=True, slots=True, eq=False)
class TypeFacts:
    """All facts about the struct types of one program.

    ``sizes`` has every ``sizeof`` whose operand holds a struct of the program by value: "wrapper"
    (the size of the generated type is right), "count" (``sizeof a / sizeof a[0]``), "number"
    (any other use; those structs are fixed). ``interior`` is keyed by function key. ``kept`` are
    the objects with static storage to which pointers may be kept anywhere: key to where. ``handed``
    is what this version and those before it give to functions. ``allocators`` are the program's
    functions that return fresh memory, by key.
    """

    wrappability: Mapping[RecordKey, Wrappability]
    births: Mapping[c_ast.FuncCall, Birth] = field(default_factory=dict)
    sizes: Mapping[c_ast.UnaryOp, SizeUse] = field(default_factory=dict)
    library: Mapping[c_ast.FuncCall, LibraryUse] = field(default_factory=dict)
    interior: Mapping[str, tuple[InteriorUse, ...]] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    handed: Handed = field(default_factory=dict)
    allocators: Mapping[str, FreshCall] = field(default_factory=dict)

    def kind(self, key: RecordKey) -> Kind:
        """Return the class of a record; unknown ones (the system's) are fixed."""
        found = self.wrappability.get(key)
        return found.kind if found else "fixed"

    def wrapped(self, key: RecordKey) -> bool:
        """Whether objects of the record are wrapped."""
        return self.kind(key) != "fixed"

    def of_calls(self, calls: Iterable[c_ast.FuncCall]) -> tuple[Hashable, ...]:
        """Return what the calls of a function make and get, as far as its code depends on it."""
        found: list[Hashable] = []
        for birth, use in ((self.births.get(call), self.library.get(call)) for call in calls):
            made = birth and (birth.target, birth.allocator, birth.size_args, birth.old)
            found.append((made, birth and birth.zeroed, use and (use.form, use.target)))
        return tuple(found)

    def interior_uses(self, function: str) -> Mapping[c_ast.Node, tuple[RecordKey, ...]]:
        """Return the wrapped records behind each interior pointer of a function."""
        found = {
            use.node: tuple(key for key in use.records if self.wrapped(key))
            for use in self.interior.get(function, ())
        }
        return {node: keys for node, keys in found.items() if keys}
