"""Where active code uses a name further on: for verdicts, as the text tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dsu_kernel.analysis.safety_facts import Name
from dsu_kernel.errors import Place
from dsu_kernel.program.model import Text

if TYPE_CHECKING:
    from dsu_kernel.live.reports import Held
    from dsu_kernel.patch.plan import InForce


class StillUsed:
    """Answers for the bodies that are in force; older ones are known only to the process.

    ``texts`` are those of the versions so far: a body is as old as its last change, and lines may
    have moved since.
    """

    def __init__(self, now: InForce, texts: Mapping[int, Text]) -> None:
        self._now = now
        self._texts = texts

    def places(self, held: Held) -> tuple[Place, ...]:
        """Return the places at which the frame may use the name; none when they are not known."""
        key = self._key(held)
        code = self._now.image.functions.get(key) if key is not None else None
        if key is None or code is None or code.version != held.version:
            return ()
        found = self._now.facts.safety.later_uses(key, held.line, Name(held.kind, held.name))
        here = Place(held.unit, held.line)
        return found if all(self._same(place, held.version) for place in (here, *found)) else ()

    def _key(self, held: Held) -> str | None:
        """The function by its name and unit: two files may have functions of one name."""
        for key, function in self._now.version.functions.items():
            if (function.name, function.place.unit) == (held.function, held.unit):
                return key
        return None

    def _same(self, place: Place, version: int) -> bool:
        """Whether a line is still where it was."""
        text = self._texts.get(version)
        older = text.program.sources if text is not None else {}
        newer = self._now.version.program.sources
        return _line(older, place) == _line(newer, place) != ""


def _line(sources: Mapping[str, str], place: Place) -> str:
    lines = sources.get(place.unit, "").splitlines()
    return lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""
