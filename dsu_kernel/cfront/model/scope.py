"""Scopes: what a name means at a place in the text."""

from __future__ import annotations

from dsu_kernel.cfront.model.symbols import Symbol
from dsu_kernel.cfront.types import EnumType, Record


class Scope:
    """Ordinary identifiers and tags of one file, block or prototype (its ``kind``)."""

    __slots__ = ("kind", "parent", "symbols", "tags")

    def __init__(self, parent: Scope | None = None, kind: str = "file") -> None:
        self.parent = parent
        self.kind = kind
        self.symbols: dict[str, Symbol] = {}
        self.tags: dict[str, Record | EnumType] = {}

    def lookup(self, name: str) -> Symbol | None:
        """Return what ``name`` means here, as an ordinary identifier."""
        found = self.symbols.get(name)
        if found is None and self.parent is not None:
            return self.parent.lookup(name)
        return found

    def lookup_tag(self, name: str) -> Record | EnumType | None:
        """Return what the tag ``name`` means here."""
        found = self.tags.get(name)
        if found is None and self.parent is not None:
            return self.parent.lookup_tag(name)
        return found
