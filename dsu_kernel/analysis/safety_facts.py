"""What the safety analysis says about a program: small immutable values, nothing computed here.

Names are what a patch can change and what old code can depend on. A set of names that may still
be used in their present form is *held*: by an update point (the rest of the activation that stands
there) or by a call site (the rest of the activation whose call is in progress).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pycparser import c_ast

from dsu_kernel.cfront.types import Function, RecordKey
from dsu_kernel.errors import Place

NameKind = Literal["T", "F", "G"]


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A type ('T', key "struct T"), function ('F') or global ('G') of the program.

    The keys of functions and globals are those of their symbols: "foo", "foo@unit.c", "foo::n".
    """

    kind: NameKind
    key: str

    def __str__(self) -> str:
        return self.key


def record_name(key: RecordKey) -> Name:
    """Return the name of a record: "struct T", or "struct T@foo#1" for a block-scope tag."""
    scope = f"@{key.scope}" if key.scope else ""
    return Name("T", f"{key.kind} {key.tag}{scope}")


@dataclass(frozen=True, slots=True)
class Use:
    """The first place at which a function depends on a name, and in which way."""

    name: Name
    place: Place
    why: str


CallKind = Literal["direct", "library", "indirect", "point"]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call expression.

    ``callee`` is the key of a program function (direct) or the name of a library function
    (library, point); None for an indirect call, whose function type is ``ctype``.
    ``region`` is not 0 for a blocking call of the library: see ``blocking``.
    ``handed`` are the keys of program functions named among the arguments, ``hands_pointers``
    says that some argument may carry further function pointers.
    """

    node: c_ast.FuncCall
    place: Place
    kind: CallKind
    callee: str | None
    ctype: Function | None
    handed: tuple[str, ...] = ()
    hands_pointers: bool = False
    region: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class AddressTaken:
    """A place at which the address of function ``key`` becomes a value (``within``: whose code)."""

    key: str
    place: Place
    within: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A call during which an update may happen.

    ``callee`` is the one program function that is called, None if there may be several (through a
    pointer, by a library; ``targets`` has them all). ``held``: what the calling activation may
    still use in its present form while the call is active and after it.
    ``node`` is None for the site that stands for an interruption by a signal, anywhere.
    """

    callee: str | None
    place: Place
    held: frozenset[Name]
    node: c_ast.Node | None
    targets: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """An update point, or with ``all_points`` the boundary before (``after``: after) ``node``.

    ``region`` is not 0 for a blocking call of the library: see ``blocking``.
    """

    id: int
    function: str
    place: Place
    held: frozenset[Name]
    node: c_ast.Node
    after: bool = False
    region: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """One activation on an example stack: ``function`` stands in a call at ``place``."""

    function: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class RestrictionSet:
    """The names that an update at ``point`` must not change.

    ``own``: because of the rest of the point's own function. ``callers``: because of an activation
    below it; the chain of frames begins with the point's direct caller and ends with the frame
    that holds the name.
    """

    point: Point
    own: frozenset[Name]
    callers: Mapping[Name, tuple[Frame, ...]]

    @property
    def names(self) -> frozenset[Name]:
        """All restricted names."""
        return self.own | self.callers.keys()
