"""What functions are given, by a version of the program and by those before it.

When a patch is applied, functions of the old version may go on, and call new bodies. What they give
away is not in the new text; so it is remembered, and a new body that keeps its argument pins it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dsu_kernel.analysis.facts import Given, Handed, Slot
from dsu_kernel.cfront.model import FunctionDef


@dataclass(frozen=True, slots=True)
class Inherited:
    """A pointer that an earlier version gives to a function that this one has."""

    pointer: Given
    function: FunctionDef
    index: int


def inherited(
    handed: Handed,
    functions: Mapping[str, FunctionDef],
    taken: Collection[FunctionDef],
    accepts: Callable[[FunctionDef, int], bool],
) -> Iterator[Inherited]:
    """Yield what functions of this version may be given by code of earlier ones.

    ``taken``: those that may be called through pointers, with as many arguments as they accept.
    """
    for (callee, index), pointers in handed.items():
        if isinstance(callee, int):
            able = [function for function in taken if accepts(function, callee)]
        else:
            able = [functions[callee]] if callee in functions else []
        for function in able:
            yield from (Inherited(pointer, function, index) for pointer in pointers)


def handed_on(
    before: Handed,
    into: Mapping[Hashable, Collection[Hashable]],
    starts: Mapping[Hashable, Given],
    slots: Mapping[Hashable, Slot],
) -> Handed:
    """Return what reaches each slot, and what did before; ``into``: by target, its sources."""
    onward: dict[Hashable, list[Hashable]] = defaultdict(list)
    for target, sources in into.items():
        for source in sources:
            onward[source].append(target)
    found: dict[Slot, set[Given]] = defaultdict(set)
    for slot, known in before.items():
        found[slot] |= known
    for start, pointer in starts.items():
        for node in _reached(start, onward):
            if node in slots:
                found[slots[node]].add(pointer)
    return {slot: frozenset(given) for slot, given in found.items()}


def _reached(start: Hashable, onward: Mapping[Hashable, Iterable[Hashable]]) -> set[Hashable]:
    seen, pending = {start}, [start]
    while pending:
        new = set(onward.get(pending.pop(), ())) - seen
        seen |= new
        pending += new
    return seen
