"""What a unit knows of the system headers that it includes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.model.symbols import RecordDef, Symbol


class Headers(Protocol):
    """The declarations of a unit's system text, found by name when they are asked for."""

    scope: Scope
    """The scope around the unit's file scope."""

    @property
    def typedef_names(self) -> frozenset[str]:
        """The names that system headers declare as types."""

    @property
    def names(self) -> Collection[str]:
        """The ordinary identifiers that the headers declare."""

    def lookup(self, name: str) -> Symbol | None:
        """Return the ordinary identifier ``name`` of the headers, None if they have none."""

    def record(self, kind: str, tag: str) -> RecordDef | None:
        """Return the definition of a header's record, anonymous ones by the tag in their key."""

    def mentions_tag(self, tag: str) -> bool:
        """Whether header text speaks of ``struct tag`` (then the user's ``struct tag`` is that)."""

    def builtin(self, name: str, *, plain: bool = False) -> Symbol | None:
        """Return the symbol of a compiler builtin; with ``plain`` also of ``malloc`` and such."""
