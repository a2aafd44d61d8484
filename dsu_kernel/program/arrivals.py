"""The update points as readers count them: one for each ``update()`` of the text."""

from __future__ import annotations

from collections.abc import Mapping

from dsu_kernel.analysis.safety_facts import RestrictionSet
from dsu_kernel.errors import Place
from dsu_kernel.extraction.model import Extraction


def arrivals(
    sets: Mapping[int, RestrictionSet], extraction: Extraction
) -> tuple[RestrictionSet, ...]:
    """Return the restriction sets, but for those of points that another one always goes before.

    An ``update()`` with which each iteration of an endless loop begins is compiled twice: between
    the iterations, and in the iteration. A thread that arrives is at both, one after the other, and
    what may change at the first, which holds less, may change there.
    """

    def inside(found: RestrictionSet) -> bool:
        origin = extraction.functions.get(found.point.function)
        return origin is not None and origin.kind == "iteration"

    first: dict[Place, RestrictionSet] = {}
    for found in sets.values():
        place = found.point.place
        known = first.setdefault(place, found)
        if (len(found.names), inside(found)) < (len(known.names), inside(known)):
            first[place] = found

    def repeats(found: RestrictionSet) -> bool:
        other = first[found.point.place]
        return other is not found and inside(found) and other.names <= found.names

    return tuple(found for found in sets.values() if not repeats(found))
