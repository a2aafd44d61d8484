"""From two versions to a plan: what the patch changes, brings and requires, before it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dsu_kernel.analysis.callgraph import reissue_closure
from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.analysis.tables import handlers
from dsu_kernel.cfront.ctype import CType, RecordKey
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.statics import kept_inside, nameable
from dsu_kernel.facts import Facts
from dsu_kernel.image import Code, Image, Storage
from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.patch.deleted import Deletions, check_survival, revived
from dsu_kernel.patch.difference import (
    Canonical,
    Difference,
    FunctionChanges,
    GlobalChanges,
    Initialiser,
    changed_functions,
    changed_globals,
    changed_types,
    file_scope_asm,
    is_constant,
    is_thread_local,
    record_units,
)
from dsu_kernel.patch.refusal import Refusal, Refusals
from dsu_kernel.patch.transformers import (
    OldTypes,
    UserState,
    UserTransformer,
    migration,
    state_source,
    type_step,
)
from dsu_kernel.patch.typing_plan import TypePlan, plan_types
from dsu_kernel.patch.verdict import Moment, moments
from dsu_kernel.program import Version
from dsu_kernel.transform.module_plan import Migration, ModulePlan, StateCode, TypeStep
from dsu_kernel.transform.probe import Evaluate
from dsu_kernel.transform.scheme import static_name

Fragments = Callable[[Version, TranslationUnit, str, str], TranslationUnit]
"""Types more text in the scope of a unit: (version, unit, label, text)."""


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A version with its facts and the image of the process that runs it."""

    version: Version
    facts: Facts
    image: Image
    canonical: Canonicaliser


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a patch will do. ``module`` is None when nothing changed.

    ``refusals``: why it cannot be applied at all; the plan is then for looking only.
    """

    difference: Difference
    after: InForce
    module: ModulePlan | None
    refusals: tuple[Refusal, ...] = ()
    moments: tuple[Moment, ...] = ()


@dataclass(slots=True)
class Planner:
    """Plans one patch: :meth:`plan` tells the steps."""

    before: InForce
    version: Version
    facts: Facts
    canonical: Canonicaliser
    slop: int
    evaluate: Evaluate
    transformers: Mapping[str, UserTransformer] = field(default_factory=dict)
    state: UserState | None = None
    typed: Fragments | None = None
    refusals: Refusals = field(default_factory=Refusals)

    def plan(self) -> Plan:
        """Compare, decide what is compiled anew, and describe the module."""
        old, new = self.before.version, self.version
        functions = changed_functions(old, new, self._canonical_of(old))
        globals_ = changed_globals(old, new, self._initialiser_of(old))
        types = plan_types(self.before.image, new, self.facts, self.slop, self.evaluate)
        self.refusals.add_all(types.refusals)
        self._fixed_types(types)
        self._assembly(old)
        reasons = self._reissued(functions, globals_, types)
        difference = Difference(
            functions_added=tuple(functions.added),
            functions_deleted=tuple(functions.deleted),
            bodies_changed=tuple(functions.bodies),
            prototypes_changed=tuple(functions.prototypes),
            reissued=reasons,
            types_added=tuple(k.spelling for k in types.added),
            types_deleted=tuple(sorted(_named(old) - _named(new))),
            types_changed=tuple(types.changes.values()),
            globals_added=tuple(globals_.added),
            globals_deleted=tuple(globals_.deleted),
            globals_changed=tuple(globals_.retyped),
            initialisers_kept=tuple(globals_.kept),
            constants_replaced=tuple(globals_.constants),
        )
        self._functions_can_change(functions, difference)
        self._globals_can_change(globals_)
        return self._finish(difference, types)

    # ---- comparison -----------------------------------------------------------------------

    def _canonical_of(self, old: Version) -> Canonical:
        units = frozenset(map(id, old.units))
        before, after = self.before.canonical, self.canonical
        return lambda f, unit: (before if id(unit) in units else after).function(f, unit)

    def _initialiser_of(self, old: Version) -> Initialiser:
        units = frozenset(map(id, old.units))
        before, after = self.before.canonical, self.canonical
        return lambda s, unit: (before if id(unit) in units else after).initialiser(s, unit)

    def _fixed_types(self, types: TypePlan) -> None:
        """Types that are not wrapped keep their definition."""
        for key, change in changed_types(self.before.version, self.version).items():
            if key in self.before.image.types:
                continue
            found = self.before.facts.types.wrappability.get(key)
            reason = found.reason if found else "it is not wrapped"
            self.refusals.add(
                change.name,
                f"{change.name} is fixed: {reason}",
                found.place if found else None,
                "restart the program to change it",
            )

    def _assembly(self, old: Version) -> None:
        """File-scope asm defines things once and for all."""
        before = {text for text, _ in file_scope_asm(old)}
        for text, place in file_scope_asm(self.version):
            if text not in before:
                self.refusals.add(
                    "asm",
                    "asm at file scope can only come with the first version",
                    place,
                    "restart the program, or put it into a function",
                )

    def _reissued(
        self, functions: FunctionChanges, globals_: GlobalChanges, types: TypePlan
    ) -> dict[str, str]:
        """Return the functions that are compiled anew though their text did not change."""
        own = {*functions.added, *functions.bodies, *functions.prototypes}
        why: dict[tuple[str, str], str] = {}
        for record in types.disturbed:
            why["T", record_name(record).key] = f"uses {record.spelling}, which changed"
        for change in globals_.retyped:
            why["G", change.key] = f"uses {change.key}, whose type changed"
        for name in globals_.constants:
            why["G", name] = f"uses the constant {name}, whose value changed"
        for name in functions.prototypes:
            why["F", name] = f"calls {name}, whose prototype changed"
        reasons: dict[str, str] = {}
        for key in self.version.functions:
            if key in own or key not in self.before.image.functions:
                continue
            reason = self._reason(key, why, types)
            if reason:
                reasons[key] = reason
        closure = reissue_closure({*own, *reasons}, self.before.image.direct)
        reasons.update({k: r for k, r in closure.items() if k in self.version.functions})
        return reasons

    def _reason(self, key: str, why: Mapping[tuple[str, str], str], types: TypePlan) -> str:
        for use in self.facts.safety.uses(key):
            found = why.get((use.name.kind, use.name.key))
            if found:
                return found
        if self.facts.safety.fingerprint(key) != self.before.image.held.get(key):
            return "an update may now happen at other moments of it"
        return ""

    # ---- what cannot be ---------------------------------------------------------------------

    def _functions_can_change(self, functions: FunctionChanges, difference: Difference) -> None:
        taken = self.before.image.taken
        for key in (*functions.prototypes, *self._revived(difference)):
            if key in taken:
                self.refusals.add(
                    key,
                    f"the prototype of {key} changes, but its address was taken at {taken[key]}: "
                    "a pointer to it may be called with the old arguments",
                    None,
                    "give the function with the new prototype a new name",
                )
        inside = {k: s for unit in self.version.units for k, s in kept_inside(unit).items()}
        for key in difference.issued & inside.keys() & self.before.image.functions.keys():
            symbol = inside[key]
            self.refusals.add(
                key,
                f"{key} has the static local {symbol.name} of a type that only {key} knows, "
                "so its value cannot be kept",
                symbol.place,
                "move the type, or the variable, to file scope",
            )

    def _globals_can_change(self, globals_: GlobalChanges) -> None:
        """A global with a new type moves; pointers that were kept would stay behind.

        Those to constants may: they still find the old constant.
        """
        kept, storage = self.before.image.kept, self.before.image.globals
        before, after = self.before.version.globals, self.version.globals
        for change in globals_.retyped:
            if is_thread_local(before[change.key]) or is_thread_local(after[change.key]):
                self.refusals.add(
                    change.key,
                    f"the type of {change.key} changes, but it is thread-local: "
                    "each thread has a value of its own",
                    after[change.key].place,
                    "give the global with the new type a new name, or restart the program",
                )
            if change.key in kept and not is_constant(storage[change.key].ctype):
                self.refusals.add(
                    change.key,
                    f"the type of {change.key} changes, but a pointer to it is kept at "
                    f"{kept[change.key]} and would still point to the old {change.key}",
                    None,
                    "give the global with the new type a new name, or restart the program",
                )

    # ---- the result ---------------------------------------------------------------------------

    def _finish(self, difference: Difference, types: TypePlan) -> Plan:
        number = self.version.number
        image = self._image(difference, types, number)
        changed = self._changed_names(difference, types)
        stay = {("F", key) for key in difference.functions_deleted}
        check_survival(image.zombies, changed - stay, self.refusals)
        steps, notes = self._steps(types)
        migrations, more = self._migrations(difference, image)
        after = InForce(self.version, self.facts, image, self.canonical)
        annotated = replace(
            difference,
            types_changed=tuple(
                replace(c, notes=notes.get(c.key, ())) for c in difference.types_changed
            ),
            globals_changed=tuple(
                replace(c, notes=more.get(c.key, ())) for c in difference.globals_changed
            ),
        )
        if difference.empty and self.state is None:
            return Plan(annotated, after, None, tuple(self.refusals.items))
        state = self._state_code(difference)
        module = ModulePlan(
            self.version,
            self.before.image,
            image,
            self.facts.types,
            self.facts.safety,
            self.facts.direct,
            difference.issued,
            self.slop,
            tuple(sorted(image.ids[name] for name in changed if name in image.ids)),
            tuple(steps),
            migrations,
            state,
            self._overwritten(difference),
        )
        sets = self.before.facts.safety.restriction_sets()
        when = moments(sets, frozenset(changed))
        return Plan(annotated, after, module, tuple(self.refusals.items), when)

    def _state_code(self, difference: Difference) -> StateCode | None:
        """Type the state transformer; old storage of retyped globals is called ``old_NAME``."""
        if self.state is None or self.typed is None:
            return None
        base = next((u for u in self.version.units if "main" in u.functions), self.version.units[0])
        declared = "".join(
            self._old_global(change.key, base) for change in difference.globals_changed
        )
        source = state_source(self.state, declared)
        return StateCode(base, self.typed(self.version, base, self.state.label, source))

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

    def _image(self, difference: Difference, types: TypePlan, number: int) -> Image:
        before, version = self.before.image, self.version
        issued = difference.issued
        functions = dict(before.functions)
        for key, f in version.functions.items():
            if key in issued or key not in functions:
                functions[key] = Code(key, number, f.symbol.ctype)
        renewed = {c.key for c in difference.globals_changed} | {*difference.constants_replaced}
        renewed -= self._overwritten(difference)
        kept = {**self.facts.types.kept, **before.kept}
        storage = dict(before.globals)
        for key, symbol in version.globals.items():
            known = storage.get(key)
            if known is None:
                storage[key] = new_storage(key, symbol.ctype, 0, kept)
            elif key in renewed or key in difference.globals_added:
                # What was deleted in an earlier version begins anew.
                storage[key] = new_storage(key, symbol.ctype, known.incarnation + 1, kept)
        direct = {edge for edge in before.direct if edge[0] not in issued}
        direct |= {(f, g) for f, g in self.facts.direct if f in issued and g in issued}
        held = dict(before.held)
        held.update({key: self.facts.safety.fingerprint(key) for key in issued})
        return replace(
            before.with_names(names_of(version)),
            types=types.types,
            functions=functions,
            globals=storage,
            direct=frozenset(direct),
            taken={**taken_in(self.facts), **before.taken},
            kept=kept,
            held=held,
            zombies=self._deletions(difference).zombies(version),
        )

    def _overwritten(self, difference: Difference) -> frozenset[str]:
        """Return the constants that stay where they are: pointers to them are kept."""
        moved = {change.key for change in difference.globals_changed}
        storage = self.before.image.globals
        return frozenset(
            key for key in difference.constants_replaced if storage[key].open and key not in moved
        )

    def _deletions(self, difference: Difference) -> Deletions:
        before = self.before
        return Deletions(before.image, before.facts.safety, difference.functions_deleted)

    def _revived(self, difference: Difference) -> tuple[str, ...]:
        return revived(self.before.image, self.version, difference.functions_added)

    def _changed_names(self, difference: Difference, types: TypePlan) -> set[tuple[str, str]]:
        """Return the names that old code must not be using when the patch is applied."""
        names = {("T", record_name(key).key) for key in types.disturbed - types.grown}
        names |= {("F", key) for key in difference.prototypes_changed}
        names |= {("F", key) for key in difference.functions_deleted}
        names |= {("F", key) for key in self._revived(difference)}
        names |= {("G", change.key) for change in difference.globals_changed}
        return names

    def _steps(self, types: TypePlan) -> tuple[list[TypeStep], dict[RecordKey, tuple[str, ...]]]:
        steps, notes = [], {}
        units = record_units(self.version)
        wrapped = dict(types.types)
        for key in types.changes:
            step, said = type_step(
                self.before.image.types[key],
                types.types[key],
                units[key],
                wrapped,
                self.transformers.get(key.spelling) or self.transformers.get(key.tag),
            )
            steps.append(step)
            notes[key] = said
        return steps, notes

    def _migrations(
        self, difference: Difference, image: Image
    ) -> tuple[dict[str, Migration], dict[str, tuple[str, ...]]]:
        found: dict[str, Migration] = {}
        notes: dict[str, tuple[str, ...]] = {}
        old_units = {
            s.key: u
            for u in self.before.version.units
            for s in (*u.objects.values(), *u.static_locals)
        }
        for change in difference.globals_changed:
            symbol = self.version.globals[change.key]
            if is_constant(symbol.ctype):
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


def new_storage(key: str, ctype: CType, incarnation: int, kept: Mapping[str, str]) -> Storage:
    """Return the storage of a global that is defined anew."""
    return Storage(key, ctype, incarnation, key in kept and is_constant(ctype) and nameable(ctype))


def names_of(version: Version) -> list[tuple[str, str]]:
    """Return all names of a version that a patch can change, as (kind, key)."""
    return [
        *(("F", key) for key in version.functions),
        *(("G", key) for key in version.globals),
        *(("T", record_name(key).key) for key in version.records),
    ]


def _named(version: Version) -> set[str]:
    return {key.spelling for key in version.records if not key.scope and key.tag.isidentifier()}


def taken_in(facts: Facts) -> dict[str, str]:
    """Return the functions whose address the program takes, with the first place."""
    graph = facts.safety.graph
    safe = handlers(graph)
    return {k: str(p[0].place) for k, p in graph.address_taken.items() if k not in safe}
