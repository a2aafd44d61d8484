"""Restriction sets: the names that an update at a point must not change, and why.

The set of a point is what the rest of its own function may use, and what every function that can
be below it on the stack may use after, or during, the call through which it waits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import count

from pycparser import c_ast

from dsu_kernel.analysis.facts import Birth
from dsu_kernel.analysis.library.callbacks import JUMPS
from dsu_kernel.analysis.safety.calls.callgraph import CallGraph, build_call_graph
from dsu_kernel.analysis.safety.continuation import solve
from dsu_kernel.analysis.safety.later_uses import PlacedRules, later_uses
from dsu_kernel.analysis.safety.pointers.aliases import Aliases
from dsu_kernel.analysis.safety.recorder import Held
from dsu_kernel.analysis.safety.uses import UseRules, function_uses
from dsu_kernel.analysis.safety_facts import Call, Frame, Name, Point, RestrictionSet, Site, Use
from dsu_kernel.cfront.model import Place, TranslationUnit
from dsu_kernel.cfront.types import RecordKey

_Callers = Mapping[str, tuple[tuple[str, Site], ...]]


class Safety:
    """The safety analysis of a whole program; everything is computed once, when asked for.

    ``wrapped`` are the records whose objects are wrapped (all others: every use is concrete),
    ``blocking`` the library functions during which an update may happen, as at an update point,
    ``extracted`` the loops (While, DoWhile, For nodes) that are run one iteration a call.
    """

    def __init__(
        self,
        units: Iterable[TranslationUnit],
        *,
        wrapped: Collection[RecordKey] = frozenset(),
        births: Mapping[c_ast.FuncCall, Birth] | None = None,
        blocking: Collection[str] = frozenset(),
        extracted: Collection[c_ast.Node] = frozenset(),
        graph: CallGraph | None = None,
    ) -> None:
        self.graph = graph or build_call_graph(units, blocking=blocking)
        self._wrapped = frozenset(wrapped)
        self._extracted = frozenset(extracted)
        units = self.graph.units
        self._rules = {unit: UseRules(unit, self._wrapped, births) for unit in units}
        self._births = births
        self._strict_rules = {unit: UseRules(unit, frozenset(), births) for unit in units}
        self._found_aliases: Aliases | None = None
        self._points: dict[str, tuple[Point, ...]] | None = None
        self._held: dict[tuple[str, bool], Held] = {}
        self._placed: dict[str, Held] = {}
        self._uses: dict[tuple[str, bool], tuple[Use, ...]] = {}

    @property
    def _aliases(self) -> Aliases:
        if self._found_aliases is None:
            self._found_aliases = Aliases(self.graph, self._wrapped)
        return self._found_aliases

    def uses(self, function: str, *, concrete_only: bool = True) -> tuple[Use, ...]:
        """Return what a function uses, with the first places, in the order of the text.

        With ``concrete_only`` pointer arithmetic on wrapped types and their containment by value
        do not count (the size of a wrapper never changes); without, all types are taken as fixed.
        """
        known = self._uses.get((function, concrete_only))
        if known is None:
            rules = self._rules if concrete_only else self._strict_rules
            nodes = self.graph.scans[function].tree.nodes
            unit = self.graph.unit_of[function]
            known = function_uses(self.graph.functions[function], nodes, rules[unit])
            self._uses[function, concrete_only] = known
        return known

    def later_uses(self, function: str, line: int, name: Name) -> tuple[Place, ...]:
        """Return the places at which a function uses a name after its calls and points on a line.

        Those alone that the text shows, not what pointers may lead to.
        """
        if not self.graph.spans(function):
            return ()
        held = self._placed.get(function)
        if held is None:
            rules = PlacedRules(self.graph.unit_of[function], self._wrapped, self._births)
            held = solve(self.graph, self._aliases, rules, function, extracted=self._extracted)
            self._placed[function] = held
        return later_uses(held, line, name)

    def spans(self, function: str) -> bool:
        """Whether an update may happen while the function is on the stack."""
        return self.graph.spans(function)

    def handles_signals(self, function: str) -> bool:
        """Whether the function may run as a signal handler, inside a blocking region too."""
        return function in self.graph.signal_handlers

    @cached_property
    def used_in_handlers(self) -> frozenset[Name]:
        """The types whose objects a signal handler may find, or leave, half converted.

        Those that code uses concretely which may run in one; and all, when it may jump out.
        """
        graph = self.graph
        users: Collection[str] = graph.in_handlers
        if any(call.callee in JUMPS for key in users for call in graph.calls(key)):
            users = graph.functions.keys()
        return frozenset(
            use.name for function in users for use in self.uses(function) if use.name.kind == "T"
        )

    def sites(self, function: str) -> tuple[Site, ...]:
        """Return the calls in a function during which an update may happen."""
        return self._held_in(function).sites

    def quiet_callees(self, function: str) -> frozenset[str | None]:
        """Return what a function calls though no update can happen meanwhile, if it spans at all.

        None stands for calls through pointers and by libraries: see ``dsu_body`` of the runtime.
        """
        graph = self.graph
        if not graph.spans(function):
            return frozenset()
        calls = [
            call
            for call in graph.calls(function)
            if not (graph.is_point(call) or graph.spanning_targets(call))
        ]
        direct = {call.callee for call in calls if call.kind == "direct"}
        others = {None for c in calls if c.kind != "direct" and _may_call_back(c, graph)}
        cleanups = {key for key in graph.scans[function].cleanups if not graph.spans(key)}
        return frozenset(direct | others | cleanups)

    def points(self, function: str) -> tuple[Point, ...]:
        """Return the update points in a function; ids are unique in the program, from 1 on."""
        if self._points is None:
            numbers = count(1)
            self._points = {
                key: tuple(
                    replace(p, id=next(numbers), held=p.held | self._suspended)
                    for p in self._held_in(key).points
                )
                for key in self.graph.functions
            }
        return self._points[function]

    @cached_property
    def _suspended(self) -> frozenset[Name]:
        """What activations may use that wait on other stacks, out of sight of the runtime."""
        return frozenset(
            use.name for function in self.graph.suspended for use in self.uses(function)
        )

    def fingerprint(self, function: str) -> Hashable:
        """Return all that the tables of a body say about its function, places aside.

        A body whose text is unchanged is still to be re-issued when this changes: a call in it
        may have become one during which an update may happen, or may hold other names.
        """
        sites = tuple((site.callee, site.held) for site in self.sites(function))
        points = tuple((p.held, p.region) for p in self.points(function))
        return self.spans(function), self.handles_signals(function), sites, points

    def restriction_sets(
        self, *, all_points: bool = False, functions: Collection[str] | None = None
    ) -> dict[int, RestrictionSet]:
        """Return the restriction sets by point id.

        ``all_points`` takes every statement boundary for a point (the ids are then another
        numbering); ``functions`` limits the result to the points of some functions.
        """
        callers = self._callers(all_points)
        found: dict[int, RestrictionSet] = {}
        number = 0
        for key in self.graph.functions:
            points = self._held_in(key, True).points if all_points else self.points(key)
            wanted = points and (functions is None or key in functions)
            chains = _chains(key, callers) if wanted else {}
            for point in points:
                number += 1
                if wanted:
                    placed = replace(point, id=number)
                    found[number] = RestrictionSet(placed, placed.held, chains)
        return found

    def _held_in(self, function: str, all_points: bool = False) -> Held:
        found = self._held.get((function, all_points))
        if found is None:
            if not all_points and not self.graph.spans(function):
                found = Held((), ())
            else:
                rules = self._rules[self.graph.unit_of[function]]
                found = solve(
                    self.graph,
                    self._aliases,
                    rules,
                    function,
                    all_points=all_points,
                    extracted=self._extracted,
                )
            self._held[function, all_points] = found
        return found

    def _callers(self, all_points: bool) -> _Callers:
        """Return for each function the sites through which it may be entered."""
        found: dict[str, list[tuple[str, Site]]] = {}
        for key in self.graph.functions:
            for site in self._held_in(key, all_points).sites:
                for target in sorted(site.targets):
                    found.setdefault(target, []).append((key, site))
        return {key: tuple(sites) for key, sites in found.items()}


def _may_call_back(call: Call, graph: CallGraph) -> bool:
    return call.kind == "indirect" or call.hands_pointers or bool(graph.targets(call))


def _chains(function: str, callers: _Callers) -> dict[Name, tuple[Frame, ...]]:
    """Return the names held below a function on the stack, each with a shortest example stack."""
    found: dict[Name, tuple[Frame, ...]] = {}
    seen = {function}
    pending: deque[tuple[str, tuple[Frame, ...]]] = deque([(function, ())])
    while pending:
        current, below = pending.popleft()
        for caller, site in callers.get(current, ()):
            chain = (*below, Frame(caller, site.place))
            for name in site.held:
                found.setdefault(name, chain)
            if caller not in seen:
                seen.add(caller)
                pending.append((caller, chain))
    return found


def restriction_sets(
    units: Iterable[TranslationUnit],
    *,
    wrapped: Collection[RecordKey] = frozenset(),
    blocking: Collection[str] = frozenset(),
    all_points: bool = False,
) -> dict[int, RestrictionSet]:
    """Return the restriction sets of a program; see :class:`Safety`."""
    return Safety(units, wrapped=wrapped, blocking=blocking).restriction_sets(all_points=all_points)
