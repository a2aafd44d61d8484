"""Names of what extraction makes: by function and loop, so that they mean the same later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from dsu_kernel.cfront.model import FunctionDef, TranslationUnit

RESULT = "dsu_result"
FIRST = "dsu_first"


@dataclass(frozen=True, slots=True)
class Names:
    """The names around one loop. ``tag``: the struct; ``state``, ``pointer``, ``next``: locals."""

    stem: str
    tag: str
    state: str
    pointer: str
    next: str

    @property
    def iteration(self) -> str:
        """The function that is one iteration."""
        return f"{self.stem}_body"

    @property
    def rest(self) -> str:
        """The function with the code after the loop."""
        return f"{self.stem}_rest"

    def label(self, label: str) -> str:
        """The function that tells the number of a label after the loop."""
        return f"{self.stem}_to_{label}"


def stems(function: str, count: int) -> list[str]:
    """Return a stem for each loop of a function, in the order of the text."""
    return [f"{function}_loop{number if number > 1 else ''}" for number in range(1, count + 1)]


def names_for(unit: TranslationUnit, function: FunctionDef, stem: str, *, apart: bool) -> Names:
    """Choose names that the program does not use; ``apart``: tags are private to the unit."""
    used = _used(unit)
    while {f"{stem}_body", f"{stem}_rest", stem} & used:
        stem += "_"
    tag = stem
    if apart and function.symbol.linkage == "internal":
        tag = f"{stem}_{re.sub(r'[^A-Za-z0-9_]', '_', PurePath(unit.name).stem)}"
    return Names(stem, tag, _free("state", used), _free("loop", used), _free("next", used))


def _used(unit: TranslationUnit) -> set[str]:
    """Return the ordinary identifiers that the user's text mentions or declares."""
    used = {node.name for node in unit.refs}
    return used | {symbol.name for symbol in unit.introduces.values()}


def _free(name: str, used: set[str]) -> str:
    while name in used:
        name += "_"
    return name


def member_names(variables: Iterable[str]) -> list[str]:
    """Return member names for variables; a name that hides another gets a number."""
    taken: set[str] = set()
    found = []
    for variable in variables:
        name, number = variable, 2
        while name in taken:
            name, number = f"{variable}_{number}", number + 1
        taken.add(name)
        found.append(name)
    return found


class MemberOrder:
    """The order in which members of loop states were first seen, by tag.

    A member that comes in a later version goes to the end, wherever its declaration stands: what
    is already there keeps its place, so that pointers to it stay good.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[str, None]] = {}

    def sorted(self, tag: str, members: Mapping[str, object]) -> list[str]:
        """Return the members in the order to lay them out in."""
        known = self._known.setdefault(tag, {})
        known.update(dict.fromkeys(name for name in members if name not in known))
        return [name for name in known if name in members]
