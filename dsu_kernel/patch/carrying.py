"""The code that carries live data over: steps of types, migrations of globals, state code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.safety.calls.thread_bound import asks_for_thread
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import RecordKey, is_const
from dsu_kernel.patch.difference import Difference, record_units
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.transformers import (
    OldTypes,
    UserState,
    UserTransformer,
    migration,
    state_source,
    type_step,
)
from dsu_kernel.patch.typing_plan import TypePlan
from dsu_kernel.program.image import Image
from dsu_kernel.program.model import Version
from dsu_kernel.transform.module_plan import Migration, StateCode, TypeStep
from dsu_kernel.transform.scheme import static_name

Fragments = Callable[[Version, TranslationUnit, str, str], TranslationUnit]
"""Types more text in the scope of a unit: (version, unit, label, text)."""
Expand = Callable[[Version, TranslationUnit, str, str], str]
"""Expands the macros of such a text."""
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Carrying:
    """Generates that code for one patch; the user's own texts come after the generated ones."""

    before: InForce
    version: Version
    transformers: Mapping[str, UserTransformer]
    state: UserState | None
    typed: Fragments | None
    expand: Expand | None

    def state_code(self, difference: Difference, graph: CallGraph) -> StateCode | None:
        """Type the state transformer; old storage of retyped globals is called ``old_NAME``.

        ``graph`` is that of the new version.
        """
        if self.state is None or self.typed is None:
            return None
        base = next((u for u in self.version.units if "main" in u.functions), self.version.units[0])
        declared = "".join(
            self._old_global(change.key, base) for change in difference.globals_changed
        )
        source = state_source(self.state, declared)
        fragment = self.typed(self.version, base, self.state.label, source)
        return StateCode(base, fragment, self.state.label, source, asks_for_thread(graph, fragment))

    def _old_global(self, key: str, base: TranslationUnit) -> str:
        old = self.before.image.globals[key]
        symbol = self.version.globals[key]
        unit = next(
            u
            for u in self.before.version.units
            for s in (*u.objects.values(), *u.static_locals)
            if s.key == key
        )
        types = OldTypes(unit, base, dict(self.before.image.types))
        declared = types.declaration(old.ctype, f"old_{symbol.name}")
        return f'extern {declared} __asm__("{old.symbol}"); '

    def steps(self, types: TypePlan) -> tuple[list[TypeStep], dict[RecordKey, tuple[str, ...]]]:
        """Return the transformer of each changed type, and what it says of each."""
        steps, notes = [], {}
        units = record_units(self.version)
        wrapped = dict(types.types)
        for key in types.changes:
            step, said = type_step(
                self.before.image.types[key],
                types.types[key],
                units[key],
                wrapped,
                self._expanded(key, units[key]),
            )
            steps.append(step)
            notes[key] = said
        return steps, notes

    def transformer(self, key: RecordKey) -> UserTransformer | None:
        """Return the user's transformer of a type."""
        return self.transformers.get(key.spelling) or self.transformers.get(key.tag)

    def _expanded(self, key: RecordKey, unit: TranslationUnit) -> UserTransformer | None:
        """The user's transformer with macros as in its unit, unless it includes headers itself."""
        user = self.transformer(key)
        if user is None or self.expand is None or _INCLUDE.search(user.text):
            return user
        text = self.expand(self.version, unit, user.label, user.text)
        return replace(user, expanded=text.rstrip("\n"))

    def migrations(
        self, difference: Difference, image: Image
    ) -> tuple[dict[str, Migration], dict[str, tuple[str, ...]]]:
        """Return, by unit, what fills the new storage of retyped globals; and notes on each."""
        found: dict[str, Migration] = {}
        notes: dict[str, tuple[str, ...]] = {}
        old_units = {
            s.key: u
            for u in self.before.version.units
            for s in (*u.objects.values(), *u.static_locals)
        }
        for change in difference.globals_changed:
            symbol = self.version.globals[change.key]
            if is_const(symbol.ctype):
                continue
            unit = next(
                u
                for u in self.version.units
                if symbol in u.objects.values() or symbol in u.static_locals
            )
            lifted = symbol in unit.static_locals
            name = static_name(change.key) if lifted else symbol.name
            head, body, said = migration(
                change.key,
                symbol,
                name,
                self.before.image.globals[change.key],
                old_units[change.key],
                unit,
                dict(image.types),
            )
            known = found.get(unit.name, Migration())
            found[unit.name] = Migration(known.declarations + head, (*known.statements, body))
            notes[change.key] = said
        return found, notes
