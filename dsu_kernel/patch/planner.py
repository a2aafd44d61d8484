"""From two versions to a plan: compared, judged, and described as a module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.patch.carrying import Carrying, Expand, Fragments
from dsu_kernel.patch.deleted import check_survival
from dsu_kernel.patch.difference import (
    Canonical,
    Difference,
    Initialiser,
    changed_functions,
    changed_globals,
)
from dsu_kernel.patch.feasible import Feasibility
from dsu_kernel.patch.image_after import image_after, overwritten, revived_in
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.refusal import Refusals
from dsu_kernel.patch.reissue import reissued
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.patch.typing_plan import TypePlan, plan_types
from dsu_kernel.patch.verdict import moments
from dsu_kernel.program.arrivals import arrivals
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.model import Version
from dsu_kernel.transform.copies import repeated
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.probe import Evaluate


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
    expand: Expand | None = None
    refusals: Refusals = field(default_factory=Refusals)

    def plan(self) -> Plan:
        """Compare, decide what is compiled anew, and describe the module."""
        old, new = self.before.version, self.version
        functions = changed_functions(old, new, self._canonical_of(old))
        globals_ = changed_globals(old, new, self._initialiser_of(old))
        types = plan_types(self.before.image, new, self.facts, self.slop, self.evaluate)
        self.refusals.add_all(types.refusals)
        feasible = Feasibility(self.before, new, self.refusals)
        feasible.fixed_types()
        feasible.returning_types()
        feasible.assembly()
        reasons = reissued(self.before, new, self.facts, functions, globals_, types)
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
        feasible.functions(functions, difference)
        feasible.globals(globals_)
        return self._finish(difference, types)

    def _canonical_of(self, old: Version) -> Canonical:
        units = frozenset(map(id, old.units))
        before, after = self.before.canonical, self.canonical
        return lambda f, unit: (before if id(unit) in units else after).function(f, unit)

    def _initialiser_of(self, old: Version) -> Initialiser:
        units = frozenset(map(id, old.units))
        before, after = self.before.canonical, self.canonical
        return lambda s, unit: (before if id(unit) in units else after).initialiser(s, unit)

    def _finish(self, difference: Difference, types: TypePlan) -> Plan:
        carrying = Carrying(
            self.before, self.version, self.transformers, self.state, self.typed, self.expand
        )
        steps, notes = carrying.steps(types)
        types = types.carried({step.key: step.kept for step in steps})
        twice = repeated(self.facts, difference.issued)
        image = image_after(self.before, self.version, self.facts, difference, types, twice)
        # A transformer of the user may change what old code finds in the old fields.
        grown = frozenset(key for key in types.grown if carrying.transformer(key) is None)
        changed = self._changed_names(difference, types.disturbed - grown)
        stay = {("F", key) for key in difference.functions_deleted}
        check_survival(image.zombies, changed - stay, self.refusals)
        migrations, more = carrying.migrations(difference, image)
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
        state = carrying.state_code(difference, self.facts.safety.graph)
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
            overwritten(self.before.image, difference),
            twice,
        )
        sets = self.before.facts.safety.restriction_sets()
        places = arrivals(sets, self.before.version.extraction, self.before.image.late)
        when = moments(places, frozenset(changed))
        return Plan(annotated, after, module, tuple(self.refusals.items), when)

    def _changed_names(
        self, difference: Difference, types: Iterable[RecordKey]
    ) -> set[tuple[str, str]]:
        """Return the names that old code must not be using when the patch is applied."""
        names = {("T", record_name(key).key) for key in types}
        names |= {("F", key) for key in difference.prototypes_changed}
        names |= {("F", key) for key in difference.functions_deleted}
        names |= {("F", key) for key in revived_in(self.before, self.version, difference)}
        names |= {("G", change.key) for change in difference.globals_changed}
        return names | {("F", key) for key in self._other_allocators()}

    def _other_allocators(self) -> Iterator[str]:
        """Yield functions whose memory old code would not take for what it is now."""
        before, after = self.before.facts.types.allocators, self.facts.types.allocators
        known = self.before.version.functions.keys() & self.version.functions.keys()
        yield from (key for key in known if before.get(key) != after.get(key))


def _named(version: Version) -> set[str]:
    return {key.spelling for key in version.records if not key.scope and key.tag.isidentifier()}
