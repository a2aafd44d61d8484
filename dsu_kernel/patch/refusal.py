"""Why a patch cannot be applied at all: as data, with the place and what would help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dsu_kernel.errors import Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason; ``name`` is the function, type or global that it is about.

    ``exposed``: the text is fine for a program that begins with it; only the way in which the live
    process was begun stands against it.
    """

    name: str
    reason: str
    place: Place | None
    help: str
    exposed: bool = False

    def __str__(self) -> str:
        told = self.place.told_in(self.reason) if self.place else self.reason
        return f"{told}; {self.help}" if self.help else told


@dataclass(slots=True)
class Refusals:
    """The reasons found so far."""

    items: list[Refusal] = field(default_factory=list)

    def add(self, name: str, reason: str, place: Place | None, help_: str = "") -> None:
        """Note one reason."""
        self.items.append(Refusal(name, reason, place, help_))

    def add_all(self, found: Iterable[Refusal]) -> None:
        """Note several."""
        self.items.extend(found)
