"""How many objects still have an older version: counted from outside, now and then."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress

from dsu_kernel.errors import DsuError
from dsu_kernel.memory.inspector import Census
from dsu_kernel.patch.plan import InForce
from dsu_kernel.session import Session

EVERY_S = 1.0
"""Between two counts of a type at least: a count reads each object that globals lead to."""


class Remaining:
    """Counts, for each type that has changed, the objects that were not converted so far."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._now: InForce | None = None
        self._counts: dict[str, int] = {}
        self._next = 0.0

    def counts(self, now: InForce) -> Mapping[str, int]:
        """By spelling of the type; without those of which not all objects could be found."""
        changed = [w for w in now.image.types.values() if len(w.generations) > 1]
        if now is not self._now:
            self._now, self._counts, self._next = now, {}, 0.0
        if changed and time.monotonic() >= self._next:
            for wrapped in changed:
                self._count(wrapped.key.spelling, wrapped.name)
            self._next = time.monotonic() + EVERY_S
        return self._counts

    def _count(self, spelling: str, name: str) -> None:
        self._counts.pop(spelling, None)
        with suppress(DsuError):  # the process has ended, or the type cannot be looked at
            census = self._session.objects(name)
            if census.complete:
                self._counts[spelling] = _older(census)


def _older(census: Census) -> int:
    states = [instance.cell.state for instance in census.instances]
    behind = [s for s in states if s is not None and s.status in ("older", "unborn")]
    return sum(1 for state in behind if state.version != state.newest)
