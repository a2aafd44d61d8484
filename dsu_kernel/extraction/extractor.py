"""Taking the functions of a translation unit apart, loop by loop, until nothing is left to do.

One loop of each function at a time: its pieces are typed like any other functions, and may have
loops to extract themselves (an inner loop is in the iteration of the outer one, a second loop in
the code after the first).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Place, Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.unit import retyped
from dsu_kernel.extraction.collect import (
    Loop,
    Target,
    inside_expression,
    marked_loops,
    path_to,
    pragma_before,
)
from dsu_kernel.extraction.decide import function_obstacle, loop_obstacle
from dsu_kernel.extraction.model import Extraction, NotExtracted, Origin
from dsu_kernel.extraction.naming import MemberOrder, names_for, stems
from dsu_kernel.extraction.pieces import take_apart
from dsu_kernel.extraction.split import split
from dsu_kernel.extraction.statics import hoisted_statics


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
    left: dict[tuple[str, Place], NotExtracted] = field(default_factory=dict)
    static_keys: dict[str, str] = field(default_factory=dict)
    stems: dict[c_ast.Node, str] = field(default_factory=dict)
    skipped: set[c_ast.Node] = field(default_factory=set)


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
        return self._unit, found

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
        loops = marked_loops(self._unit, function.node.body)
        if not loops:
            return None
        if not any(loop in self._done.stems for loop in loops):
            origin = self._done.functions.get(function.name)
            if origin is None:
                self._done.stems.update(zip(loops, stems(function.name, len(loops)), strict=True))
        for loop in loops:
            if loop in self._done.skipped:
                continue
            target = self._possible(function, loop)
            if target is not None:
                return target
        return None

    def _possible(self, function: FunctionDef, loop: Loop) -> Target | None:
        body = function.node.body
        path = path_to(body, loop)
        if path is None:
            if inside_expression(body, loop):
                self._leave(function, loop, "it stands in a statement expression")
            self._done.skipped.add(loop)
            return None
        if pragma_before(path) == "no_extract":
            self._leave(function, loop, "#pragma dsu no_extract says so")
            return None
        stem = self._done.stems.get(loop, function.name)
        target = Target(self._unit, function, body, path, loop, stem)
        reason = function_obstacle(target) or loop_obstacle(target, split(target))
        if reason:
            self._leave(function, loop, reason)
            return None
        return target

    def _leave(self, function: FunctionDef, loop: Loop, reason: str) -> None:
        self._done.skipped.add(loop)
        origin = self._done.functions.get(function.name)
        name = origin.function if origin else function.name
        place = place_of(loop)
        self._done.left.setdefault((name, place), NotExtracted(name, place, reason))

    # ---- taking apart ----------------------------------------------------------------

    def _apart(self, target: Target) -> tuple[tuple[c_ast.Node, ...], c_ast.FuncDef]:
        function, done = target.function, self._done
        names = names_for(self._unit, function, target.stem, apart=self._file_mode)
        renamed: dict[Symbol, str] = {}
        hoisted = hoisted_statics(self._unit, function, renamed)
        done.static_keys.update((renamed[s], s.key) for s in renamed if s.key)
        pieces = take_apart(target, names, renamed, hoisted, done.stems, self._order)
        origin = done.functions.get(function.name)
        user = origin.function if origin else function.name
        place = place_of(target.loop)
        done.functions[names.iteration] = Origin(user, "iteration", place)
        done.functions[names.rest] = Origin(user, "rest", place)
        done.functions.update((label, Origin(user, "label", place)) for label in pieces.labels)
        done.types[names.tag] = Origin(user, "state", place)
        return pieces.items, pieces.main
