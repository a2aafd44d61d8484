"""Taking the functions of a translation unit apart, loop by loop, until nothing is left to do.

One loop of each function at a time: its pieces are typed like any other functions, and may have
loops to extract themselves (an inner loop is in the iteration of the outer one, a second loop in
the code after the first).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Place, TranslationUnit, place_of
from dsu_kernel.cfront.unit import retyped
from dsu_kernel.extraction.collect import (
    LOOPS,
    Step,
    Target,
    inside_expression,
    marked,
    path_to,
    pragma_before,
)
from dsu_kernel.extraction.decide import function_obstacle, jumps_back, loop_obstacle
from dsu_kernel.extraction.localtypes import moving_types
from dsu_kernel.extraction.model import Extraction, NotExtracted, Origin
from dsu_kernel.extraction.naming import MemberOrder, names_for, stems
from dsu_kernel.extraction.pieces import take_apart
from dsu_kernel.extraction.reshape import once, turned_into_loop, without_pragma
from dsu_kernel.extraction.split import split
from dsu_kernel.extraction.statics import static_names

# Bytes for later variables: a state with pointers into it cannot grow beyond them.
ROOM = 128


def extracted(
    unit: TranslationUnit, *, file_mode: bool, order: MemberOrder
) -> tuple[TranslationUnit, Extraction]:
    """Return the unit with its long-running loops as functions, and what was done to it."""
    return _Extractor(unit, file_mode, order).run()


@dataclass(slots=True)
class _Done:
    """What is known so far, by name and by node."""

    functions: dict[str, Origin] = field(default_factory=dict)
    types: dict[str, Origin] = field(default_factory=dict)
    initial: dict[str, Mapping[str, str]] = field(default_factory=dict)
    left: dict[tuple[str, Place], NotExtracted] = field(default_factory=dict)
    static_keys: dict[str, str] = field(default_factory=dict)
    stems: dict[c_ast.Node, str] = field(default_factory=dict)
    skipped: set[c_ast.Node] = field(default_factory=set)
    drivers: set[c_ast.Node] = field(default_factory=set)
    unmarked: set[c_ast.Node] = field(default_factory=set)


class _Extractor:
    def __init__(self, unit: TranslationUnit, file_mode: bool, order: MemberOrder) -> None:
        self._unit = unit
        self._file_mode = file_mode
        self._order = order
        self._done = _Done()

    def run(self) -> tuple[TranslationUnit, Extraction]:
        while self._pass():
            pass
        done = self._done
        found = Extraction(done.functions, done.types, tuple(done.left.values()))
        room = dict.fromkeys(done.initial, ROOM)
        return replace(self._unit, room=room, initial=done.initial) if room else self._unit, found

    def _pass(self) -> bool:
        """Take one loop out of each function that has one; return whether there were any."""
        changed: dict[c_ast.Node, tuple[c_ast.Node, ...]] = {}
        extents = dict(self._unit.extents)
        for function in self._unit.functions.values():
            target = self._target(function)
            if target is None:
                continue
            pieces = self._apart(target)
            changed[function.node] = pieces[0]
            if function.node in extents:
                extents[pieces[1]] = extents[function.node]
        if not changed:
            return False
        items = [new for item in self._unit.items for new in changed.get(item, (item,))]
        self._unit = retyped(self._unit, items, extents, file_mode=self._file_mode)
        self._keep_keys()
        return True

    def _keep_keys(self) -> None:
        """Static locals at file scope are still those of their function: they keep their state."""
        for name, key in self._done.static_keys.items():
            symbol = self._unit.file_scope.symbols.get(name)
            if symbol is not None:
                symbol.key = key

    # ---- which loop ------------------------------------------------------------------

    def _target(self, function: FunctionDef) -> Target | None:
        """Return the first loop of a function that can be extracted; note why others cannot."""
        if function.node in self._done.unmarked:
            return None
        drivers = self._done.drivers
        found = [n for n in marked(self._unit, function.node.body) if n not in drivers]
        if not found:
            self._done.unmarked.add(function.node)
        if found and function.name not in self._done.functions:
            self._name(function, found)
        loops = any(isinstance(node, LOOPS) for node in found)
        for node in found:
            if node not in self._done.skipped:
                target = self._possible(function, node)
                if isinstance(target, Target):
                    return target
                self._done.skipped.add(node)
                if target and not (loops and isinstance(node, c_ast.Label)):
                    self._leave(function, node, target)
        return None

    def _name(self, function: FunctionDef, found: list[c_ast.Node]) -> None:
        """Name the loops and blocks of a function before anything is taken out of it."""
        known = self._done.stems
        if any(node in known for node in found):
            return
        loops = [node for node in found if isinstance(node, LOOPS)]
        blocks = [node for node in found if not isinstance(node, (*LOOPS, c_ast.Label))]
        for kind, nodes in (("loop", loops), ("part", blocks)):
            known.update(zip(nodes, stems(function.name, kind, len(nodes)), strict=True))

    def _possible(self, function: FunctionDef, node: c_ast.Node) -> Target | str:
        """Return the target, or why there is none ("" when what is around it says so)."""
        path = path_to(function.node.body, node)
        if path is None:
            inside = inside_expression(function.node.body, node)
            return "it stands in a statement expression" if inside else ""
        target = self._shaped(function, node, path)
        if isinstance(target, str):
            return target
        types = moving_types(target)
        reason = function_obstacle(target, types) or loop_obstacle(target, types, split(target))
        return reason or target

    def _shaped(self, function: FunctionDef, node: Any, path: tuple[Step, ...]) -> Target | str:
        """Return a target whose loop is a loop, or why there is none."""
        stem = self._done.stems.get(node, function.name)
        origin = self._done.functions.get(function.name)
        user = origin.name if origin else function.name
        body, generated = function.node.body, origin is not None
        target = Target(self._unit, function, body, path, node, stem, user, generated=generated)
        pragma = pragma_before(path)
        if pragma == "no_extract":
            return "#pragma dsu no_extract says so"
        if isinstance(node, c_ast.Label) and pragma != "extract":
            return turned_into_loop(target, {node.name}) or "its label is not at the top of a block"
        if pragma == "extract":
            target = without_pragma(target) if isinstance(node, LOOPS) else once(target, node)
        labels: set[str] = set()
        shaped = target
        while back := jumps_back(shaped, split(shaped)) - labels:
            labels |= back
            made = turned_into_loop(target, labels)
            if made is None:
                return f"goto {min(back)} leads back to a place that is not in the blocks around it"
            shaped = made
        return shaped

    def _leave(self, function: FunctionDef, loop: c_ast.Node, reason: str) -> None:
        origin = self._done.functions.get(function.name)
        key, name = (origin.function, origin.name) if origin else (function.key, function.name)
        place = place_of(loop)
        self._done.left.setdefault((key, place), NotExtracted(key, name, place, reason))

    # ---- taking apart ----------------------------------------------------------------

    def _apart(self, target: Target) -> tuple[tuple[c_ast.Node, ...], c_ast.FuncDef]:
        function, done = target.function, self._done
        names = names_for(target, apart=self._file_mode)
        types = moving_types(target)
        statics = static_names(function)
        done.static_keys.update((name, s.key) for s, name in statics.items() if s.key)
        pieces = take_apart(target, names, types, statics, done.stems, self._order)
        done.drivers.add(pieces.driver)
        origin = done.functions.get(function.name)
        key = origin.function if origin else function.key
        place, name = place_of(target.loop), target.user
        done.functions[names.iteration] = Origin(key, name, "iteration", place)
        done.functions[names.rest] = Origin(key, name, "rest", place)
        for label in pieces.labels:
            done.functions[label] = Origin(key, name, "label", place)
        done.initial[names.tag] = pieces.initial
        done.types[names.tag] = Origin(key, name, "state", place)
        done.types.update((each, Origin(key, name, "type", place)) for each in types.names)
        return pieces.items, pieces.main
