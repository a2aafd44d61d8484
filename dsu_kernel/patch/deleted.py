"""Deleted functions to which pointers may still lead: their last bodies stay, with all they use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dsu_kernel.analysis.safety.calls.tables import initialised_with
from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.patch.refusal import Refusals
from dsu_kernel.program.image import Image, Zombie
from dsu_kernel.program.model import Version

_Name = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Deletions:
    """What a patch deletes, judged by what is in force before it."""

    image: Image
    safety: Safety
    deleted: Collection[str]

    def zombies(self, version: Version) -> tuple[Zombie, ...]:
        """Return the functions without definition in ``version`` that may still be called.

        One that is defined again is none any more: its pointers lead to the new body.
        """
        taken = self.image.taken
        old = (z for z in self.image.zombies if z.key not in version.functions)
        new = (Zombie(k, taken[k], self._depends_on(k)) for k in self.deleted if k in taken)
        return tuple(replace(z, uses=self._with_deleted(z.uses)) for z in (*old, *new))

    def _depends_on(self, key: str) -> frozenset[_Name]:
        """Return what the body in force uses, and the bodies that it calls directly.

        It goes on with the tables that it knows, so with the functions in them.
        """
        callees: dict[str, list[str]] = {}
        for caller, callee in self.image.direct:
            callees.setdefault(caller, []).append(callee)
        seen, pending = {key}, [key]
        while pending:
            new = set(callees.get(pending.pop(), ())) - seen
            seen |= new
            pending += new
        uses = {(u.name.kind, u.name.key) for k in seen for u in self.safety.uses(k)}
        tables = initialised_with(self.safety.graph.units)
        listed = {f for kind, name in uses if kind == "G" for f in tables.get(name, ())}
        return frozenset(uses | {("F", f) for f in listed})

    def _with_deleted(self, uses: Iterable[_Name]) -> frozenset[_Name]:
        """Add what the functions use that go with this patch: their last bodies stay as well."""
        found = set(uses)
        pending, done = list(found), set[str]()
        while pending:
            kind, key = pending.pop()
            if kind == "F" and key in self.deleted and key not in done:
                done.add(key)
                more = self._depends_on(key) - found
                found |= more
                pending += more
        return frozenset(found)


def revived(image: Image, version: Version, added: Iterable[str]) -> tuple[str, ...]:
    """Return the functions that were deleted once and come back with another prototype."""
    return tuple(
        key
        for key in added
        if key in image.functions
        and image.functions[key].ctype != version.functions[key].symbol.ctype
    )


def check_survival(
    zombies: Iterable[Zombie], changed: Collection[_Name], refusals: Refusals
) -> None:
    """Refuse a patch that changes what the body of a deleted function still uses."""
    for zombie in zombies:
        lost = sorted(name for _, name in zombie.uses.intersection(changed) if name != zombie.key)
        if lost:
            refusals.add(
                lost[0],
                f"{zombie.key} was deleted, but a pointer to it was taken at {zombie.place} "
                f"and may still be called; it uses {lost[0]}, which changes",
                None,
                f"keep {zombie.key} in the program",
            )
