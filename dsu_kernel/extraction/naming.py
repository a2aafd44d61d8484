"""Names of what extraction makes: by function and loop, so that they mean the same later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.extraction.collect import Target

RESULT = "dsu_result"
OUTER = "outer"
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


def stems(function: str, kind: str, count: int) -> list[str]:
    """Return a stem for each loop (or block) of a function, in the order of the text."""
    return [f"{function}_{kind}{number if number > 1 else ''}" for number in range(1, count + 1)]


def names_for(target: Target, *, apart: bool) -> Names:
    """Choose names that the program does not use; ``apart``: tags are private to the unit."""
    unit, stem = target.unit, target.stem
    taken = {*unit.file_scope.symbols, *unit.file_scope.tags, *(n.name for n in unit.refs)}
    while {f"{stem}_body", f"{stem}_rest", stem} & taken:
        stem += "_"
    tag = stem
    if apart and target.function.symbol.linkage == "internal":
        tag = f"{stem}_{re.sub(r'[^A-Za-z0-9_]', '_', PurePath(unit.name).stem)}"
    used = _used(target)
    params = {symbol.name for symbol in target.function.params}
    return Names(stem, tag, _free("state", used | params), _free("loop", used), _free("next", used))


def _used(target: Target) -> set[str]:
    """Return the names that the function mentions or declares, variables in the state apart."""
    captured = {id(symbol) for symbol in target.captured()}
    used: set[str] = set()
    for node in preorder(target.body):
        symbol = target.unit.introduces.get(node)
        if isinstance(node, c_ast.ID):
            symbol = target.unit.refs.get(node)
        if isinstance(node, c_ast.IdentifierType):
            used.update(node.names)
        elif symbol is not None and id(symbol) not in captured:
            used.add(symbol.name)
    return used


def _free(name: str, used: set[str]) -> str:
    while name in used:
        name += "_"
    return name


def member_names(variables: Iterable[str]) -> list[str]:
    """Return member names for variables; a name that hides another gets a number."""
    taken = {RESULT, FIRST}
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
