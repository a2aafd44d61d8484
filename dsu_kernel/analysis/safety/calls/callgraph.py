"""Who may call whom, and during whose activation an update may happen.

Sound rather than sharp: an indirect call reaches every function of a compatible type whose address
is taken anywhere, and every function whose pointer was ever converted to another type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dsu_kernel.analysis.library import callbacks
from dsu_kernel.analysis.safety.calls.callscan import Scan, Scanner
from dsu_kernel.analysis.safety.calls.targets import Targets, read_aliases
from dsu_kernel.analysis.safety_facts import AddressTaken, Call
from dsu_kernel.cfront.model import FunctionDef, TranslationUnit, counting_functions


@dataclass(frozen=True, eq=False)
class CallGraph:
    """The call graph of a program."""

    units: tuple[TranslationUnit, ...]
    functions: Mapping[str, FunctionDef]
    unit_of: Mapping[str, TranslationUnit]
    scans: Mapping[str, Scan]
    resolver: Targets

    @property
    def address_taken(self) -> Mapping[str, tuple[AddressTaken, ...]]:
        """The functions whose address is a value somewhere, and where."""
        return self.resolver.address_taken

    def calls(self, key: str) -> tuple[Call, ...]:
        """Return the calls in a function."""
        return self.scans[key].calls

    def is_point(self, call: Call) -> bool:
        """Whether an update may happen at this very call."""
        return call.kind == "point" or call.region != 0

    def targets(self, call: Call) -> frozenset[str]:
        """Return the program functions that may run, on top of the caller, because of a call."""
        return self.resolver.of(call)

    def callees(self, key: str) -> frozenset[str]:
        """Return all program functions that a function may call or cause to be called."""
        return self._callees[key]

    def callers(self, key: str) -> frozenset[str]:
        """Return all functions that may call a function or cause it to be called."""
        return self._callers.get(key, frozenset())

    def spans(self, key: str) -> bool:
        """Whether an update may happen while an activation of the function is on the stack."""
        return self.anywhere or key in self._reaching

    def spanning_targets(self, call: Call) -> frozenset[str]:
        """Return those targets of a call that span."""
        targets = self.targets(call)
        return targets if self.anywhere else targets & self._reaching

    @cached_property
    def called_once(self) -> frozenset[str]:
        """The functions that the text calls in one place, and that nothing else calls."""
        called = Counter(c.callee for scan in self.scans.values() for c in scan.calls)
        called.update(key for scan in self.scans.values() for key in scan.cleanups)
        once = {key for key in self.functions if called[key] == 1}
        return frozenset(once - self.address_taken.keys())

    @cached_property
    def signal_handlers(self) -> frozenset[str]:
        """The functions that may run at any moment."""
        return self.resolver.handed(callbacks.SIGNALS)

    @cached_property
    def in_handlers(self) -> frozenset[str]:
        """The functions that may be active while a signal handler runs, in its own activation."""
        if self.signal_handlers and self.resolver.runs_code_in_libraries:
            return frozenset(self.functions)
        pending = list(self.signal_handlers)
        found = set(pending)
        while pending:
            new = self.callees(pending.pop()) - found
            found |= new
            pending += new
        return frozenset(found)

    @cached_property
    def anywhere(self) -> bool:
        """Whether a signal handler can reach an update point: then everything spans.

        Blocking regions do not count: the runtime applies nothing while a handler is active.
        """
        points = [
            key
            for key, scan in self.scans.items()
            if any(call.kind == "point" for call in scan.calls)
        ]
        return bool(self.signal_handlers and self.signal_handlers & self._reach(points))

    @cached_property
    def suspended(self) -> frozenset[str]:
        """The functions that may wait on a stack of their own while other code runs."""
        if callbacks.SWITCHES.isdisjoint(self.resolver.called_libraries):
            return frozenset()
        return self._reach(
            key
            for key, scan in self.scans.items()
            if any(c.kind == "library" and c.callee in callbacks.SWITCHES for c in scan.calls)
        )

    @cached_property
    def _callees(self) -> dict[str, frozenset[str]]:
        found = {}
        for key, scan in self.scans.items():
            callees = set(scan.cleanups)
            for call in scan.calls:
                callees |= self.targets(call)
            found[key] = frozenset(callees)
        return found

    @cached_property
    def _callers(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for caller, callees in self._callees.items():
            for callee in callees:
                found.setdefault(callee, set()).add(caller)
        return {key: frozenset(callers) for key, callers in found.items()}

    @cached_property
    def _reaching(self) -> frozenset[str]:
        """The functions that contain an update point or can call one that does."""
        return self._reach(
            key for key, scan in self.scans.items() if any(map(self.is_point, scan.calls))
        )

    def _reach(self, functions: Iterable[str]) -> frozenset[str]:
        """Return the functions and all that may call them."""
        pending = list(functions)
        found = set(pending)
        while pending:
            new = self.callers(pending.pop()) - found
            found |= new
            pending += new
        return frozenset(found)


def build_call_graph(
    units: Iterable[TranslationUnit], *, blocking: Collection[str] = frozenset()
) -> CallGraph:
    """Scan a whole program. ``blocking`` are library functions that may count as points."""
    units = tuple(units)
    counting = counting_functions(units)
    functions = {key: function for key, (function, _) in counting.items()}
    unit_of = {key: unit for key, (_, unit) in counting.items()}
    named = {alias: key for unit in units for alias, key in read_aliases(unit).items()}
    aliases = {alias: _last(named, alias) for alias in named}
    aliases = {alias: key for alias, key in aliases.items() if key in functions}
    defined = frozenset(functions) | aliases.keys()
    scans: dict[str, Scan] = {}
    initialisers = []
    for unit in units:
        scanner = Scanner(unit, defined, blocking)
        mine = (f for f in unit.functions.values() if functions[f.key] is f)
        scans.update((f.key, scanner.function(f)) for f in mine)
        initialisers.append(scanner.initialisers())
    resolver = Targets(units, functions, (*initialisers, *scans.values()), aliases)
    return CallGraph(units, functions, unit_of, scans, resolver)


def _last(named: Mapping[str, str], key: str) -> str:
    """Return what a name means that may be the second name of a second name."""
    passed = {key}
    while key in named and named[key] not in passed:
        key = named[key]
        passed.add(key)
    return key
