"""Which functions of the program a call may reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from dsu_kernel.analysis.library import callbacks
from dsu_kernel.analysis.safety.calls.callscan import Handing, Scan
from dsu_kernel.analysis.safety_facts import AddressTaken, Call
from dsu_kernel.cfront.model import FunctionDef, TranslationUnit
from dsu_kernel.cfront.semantics.attributes import asm_name
from dsu_kernel.cfront.types import Function, compatible, pointee


@dataclass(frozen=True, eq=False)
class Targets:
    """Resolves calls. ``scans`` are those of all functions and of the units' initialisers."""

    units: tuple[TranslationUnit, ...]
    functions: Mapping[str, FunctionDef]
    scans: tuple[Scan, ...]
    aliases: Mapping[str, str]

    def of(self, call: Call) -> frozenset[str]:
        """Return the program functions that may run, on top of the caller, because of a call."""
        if call.kind == "direct":
            assert call.callee is not None
            return frozenset({self.aliases.get(call.callee, call.callee)})
        if call.kind == "indirect":
            return self._compatible(call.ctype)
        if call.kind == "library":
            return self._library_targets(call)
        return frozenset()

    @cached_property
    def address_taken(self) -> dict[str, tuple[AddressTaken, ...]]:
        """The functions whose address is a value somewhere, and where."""
        found: dict[str, list[AddressTaken]] = {}
        for scan in self.scans:
            for taken in scan.taken:
                found.setdefault(self.aliases.get(taken.key, taken.key), []).append(taken)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def _types(self) -> dict[str, Function]:
        types = {key: function.symbol.ctype for key, function in self.functions.items()}
        return {key: ctype for key, ctype in types.items() if isinstance(ctype, Function)}

    @cached_property
    def _wild(self) -> frozenset[str]:
        """Address-taken functions whose pointers may be called through any type."""
        leaks = {leak for scan in self.scans for leak in scan.leaks}
        for unit in self.units:
            for record in unit.records.values():
                members = {pointee(member.ctype) for member in record.fields}
                functions = {member for member in members if isinstance(member, Function)}
                if record.kind == "union" and len(functions) > 1:
                    leaks |= functions
        return frozenset(
            key
            for key in self.address_taken
            if any(compatible(self._types[key], leak) for leak in leaks)
        )

    @cached_property
    def _by_type(self) -> dict[Function | None, frozenset[str]]:
        return {}

    def _compatible(self, ctype: Function | None) -> frozenset[str]:
        """Return the functions that a pointer of this type may point to."""
        found = self._by_type.get(ctype)
        if found is None:
            anything = ctype is None or not ctype.prototyped
            found = self._wild | frozenset(
                key
                for key in self.address_taken
                if anything or (ctype is not None and compatible(self._types[key], ctype))
            )
            self._by_type[ctype] = found
        return found

    def _resolve(self, handing: Handing) -> frozenset[str]:
        if handing.key is not None:
            key = self.aliases.get(handing.key, handing.key)
            return frozenset({key}) if key in self.functions else frozenset()
        return self._compatible(handing.ctype)

    def handed(self, libraries: Collection[str]) -> frozenset[str]:
        """Return the functions that some library functions are given."""
        handings = [h for s in self.scans for h in s.handings if h.library in libraries]
        return frozenset().union(*map(self._resolve, handings))

    @cached_property
    def _retained(self) -> frozenset[str]:
        """Functions that some library, not known better, was given and may call at any call."""
        known = (
            callbacks.DURING_CALL
            | callbacks.AT_EXIT
            | callbacks.SIGNALS
            | callbacks.THREADS
            | callbacks.NEVER_CALL_BACK
        )
        handings = [h for s in self.scans for h in s.handings if h.library not in known]
        return frozenset().union(*map(self._resolve, handings))

    @cached_property
    def _hooked(self) -> bool:
        return not callbacks.HOOKS.isdisjoint(self.called_libraries)

    @cached_property
    def runs_code_in_libraries(self) -> bool:
        """Whether code of the program may run inside any call of the library: by hooks, or when a
        function of the library that runs handlers at the end is itself handed over for a signal.
        """
        given = {h.key for s in self.scans for h in s.handings if h.library in callbacks.SIGNALS}
        own = self.functions.keys() | self.aliases.keys() | {None}
        return self._hooked or not given <= own

    @cached_property
    def called_libraries(self) -> frozenset[str]:
        """The names of all library functions that are called."""
        calls = (call for scan in self.scans for call in scan.calls)
        return frozenset(c.callee for c in calls if c.kind == "library" and c.callee)

    @cached_property
    def _at_exit(self) -> frozenset[str]:
        attributed = {k for k, f in self.functions.items() if "destructor" in f.attributes}
        return self.handed(callbacks.AT_EXIT) | attributed

    def _library_targets(self, call: Call) -> frozenset[str]:
        name = call.callee
        assert name is not None
        if name.startswith("__builtin_"):
            return frozenset()
        if self._hooked:
            return frozenset(self.address_taken)
        if name in callbacks.NEVER_CALL_BACK and name not in callbacks.RUN_HANDLERS:
            return frozenset()
        found = self._retained
        if name in callbacks.RUN_HANDLERS:
            found |= self._at_exit
        if name in callbacks.DURING_CALL:
            # Pointers that are not functions' names are not told apart by the call.
            named = frozenset(self.aliases.get(key, key) for key in call.handed)
            found |= self.handed({name}) if call.hands_pointers else named
        return found


def read_aliases(unit: TranslationUnit) -> dict[str, str]:
    """Return the functions that are other names of functions.

    They say so by ``__attribute__((alias("f")))``, ``weakref("f")`` or by the assembler name ``f``.
    """
    found = {}
    for symbol in unit.user_symbols():
        if symbol.kind == "function" and symbol.key is not None and asm_name(symbol.node):
            found[symbol.key] = asm_name(symbol.node)
        if symbol.kind == "function" and symbol.key is not None:
            for attribute in getattr(symbol.node, "attributes", None) or ():
                for name, text in getattr(attribute, "entries", ()):
                    if name in ("alias", "weakref") and text:
                        found[symbol.key] = _function_key(unit, text.strip('" '))
    return found


def _function_key(unit: TranslationUnit, name: str) -> str:
    function = unit.functions.get(name)
    return function.key if function is not None else name
