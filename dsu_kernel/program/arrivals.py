"""The update points as readers count them: one for each ``update()`` of the text.

An ``update()`` with which each iteration of an endless loop begins is compiled twice: between the
iterations, and in the iteration. A thread that arrives is at both, one after the other, and what
may change at the first, which holds less, may change there. But the loop that runs may be of an
older version, in which the first is missing (it is *late*): then the second one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.analysis.safety_facts import RestrictionSet
from dsu_kernel.errors import Place
from dsu_kernel.extraction.model import Extraction


def arrivals(
    sets: Mapping[int, RestrictionSet],
    extraction: Extraction,
    late: Collection[tuple[str, str]],
) -> tuple[RestrictionSet, ...]:
    """Return the restriction sets, one for each point of the text.

    ``late`` are pairs as of :func:`between_iterations`.
    """
    first: dict[Place, RestrictionSet] = {}
    for found in sets.values():
        known = first.setdefault(found.point.place, found)
        if len(found.names) < len(known.names):
            first[found.point.place] = found
    left: set[int] = set()
    for found in sets.values():
        between, inside = first[found.point.place].point, found.point
        if between is inside or not _is_iteration(inside.function, extraction):
            continue
        if sets[between.id].names <= found.names:
            is_late = (between.function, inside.function) in late
            left.add(between.id if is_late else inside.id)
    return tuple(found for found in sets.values() if found.point.id not in left)


def between_iterations(safety: Safety, extraction: Extraction) -> frozenset[tuple[str, str]]:
    """Return the loops with a point between the iterations: who runs them, and their iteration."""
    return frozenset(_pairs(safety, extraction))


def _pairs(safety: Safety, extraction: Extraction) -> Iterator[tuple[str, str]]:
    runs: dict[Place, list[str]] = {}
    for key in safety.graph.functions:
        for point in safety.points(key):
            runs.setdefault(point.place, []).append(key)
    for functions in runs.values():
        for inside in functions:
            if _is_iteration(inside, extraction):
                yield from ((key, inside) for key in functions if key != inside)


def _is_iteration(function: str, extraction: Extraction) -> bool:
    origin = extraction.functions.get(function)
    return origin is not None and origin.kind == "iteration"
