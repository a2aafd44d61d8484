"""The image of a process after a patch: what it will hold, and under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsu_kernel.analysis.safety.calls.tables import handlers
from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.types import CType, RecordKey, is_const
from dsu_kernel.patch.deleted import Deletions, revived
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.typing_plan import TypePlan
from dsu_kernel.program.arrivals import between_iterations
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.image import Code, Image, Storage
from dsu_kernel.program.model import Version


def image_after(
    in_force: InForce,
    version: Version,
    facts: Facts,
    difference: Difference,
    types: TypePlan,
    repeated: frozenset[str],
) -> Image:
    """Return what the process holds once the patch is applied; ``repeated``: see ``ModulePlan``."""
    before, number = in_force.image, version.number
    issued = difference.issued
    functions = dict(before.functions)
    for key, f in version.functions.items():
        if key in issued or key not in functions:
            functions[key] = Code(key, number, f.symbol.ctype)
    renewed = {c.key for c in difference.globals_changed} | {*difference.constants_replaced}
    renewed -= overwritten(before, difference)
    kept = {**facts.types.kept, **before.kept}
    storage = dict(before.globals)
    for key, symbol in version.globals.items():
        known = storage.get(key)
        if known is None:
            storage[key] = new_storage(key, symbol.ctype, 0, kept)
        elif key in renewed or key in difference.globals_added:
            # What was deleted in an earlier version begins anew.
            storage[key] = new_storage(key, symbol.ctype, known.incarnation + 1, kept)
    direct = {edge for edge in before.direct if edge[0] not in issued}
    here = issued | repeated
    direct |= {edge for edge in facts.direct if here.issuperset(edge)}
    held = dict(before.held)
    held.update({key: facts.safety.fingerprint(key) for key in issued})
    return replace(
        before.with_names(names_of(version)),
        types=types.types,
        functions=functions,
        globals=storage,
        direct=frozenset(direct),
        taken={**taken_in(facts), **before.taken},
        kept=kept,
        gone={**before.gone, **_gone(in_force, version)},
        held=held,
        zombies=deletions(in_force, difference).zombies(version),
        late=before.late | late_points(in_force, version, facts),
    )


def late_points(in_force: InForce, version: Version, facts: Facts) -> set[tuple[str, str]]:
    """Return the points between iterations that loops lack which may run already."""
    older = between_iterations(in_force.facts.safety, in_force.version.extraction)
    newer = between_iterations(facts.safety, version.extraction)
    return {pair for pair in newer - older if pair[0] in in_force.image.functions}


def _gone(
    in_force: InForce, version: Version
) -> dict[tuple[str, RecordKey], tuple[RecordDef, TranslationUnit]]:
    """Return the plain records of file scope that units no longer define."""
    defined = {(unit.name, key) for unit in version.units for key in unit.records}
    return {
        (unit.name, key): (record, unit)
        for unit in in_force.version.units
        for key, record in unit.records.items()
        if (unit.name, key) not in defined
        and not (record.system or key.scope or key in in_force.image.types)
        and key.tag.isidentifier()
    }


def overwritten(before: Image, difference: Difference) -> frozenset[str]:
    """Return the constants that stay where they are: pointers to them are kept."""
    moved = {change.key for change in difference.globals_changed}
    storage = before.globals
    return frozenset(
        key for key in difference.constants_replaced if storage[key].open and key not in moved
    )


def deletions(in_force: InForce, difference: Difference) -> Deletions:
    """Return what the patch deletes, judged by what is in force."""
    safety = in_force.facts.safety
    return Deletions(in_force.image, safety, difference.functions_deleted)


def revived_in(in_force: InForce, version: Version, difference: Difference) -> tuple[str, ...]:
    """Return the deleted functions with bodies that stayed which the patch defines again."""
    return revived(in_force.image, version, difference.functions_added)


def new_storage(key: str, ctype: CType, incarnation: int, kept: Mapping[str, str]) -> Storage:
    """Return the storage of a global that is defined anew."""
    return Storage(key, ctype, incarnation, key in kept and is_const(ctype) and nameable(ctype))


def names_of(version: Version) -> list[tuple[str, str]]:
    """Return all names of a version that a patch can change, as (kind, key)."""
    return [
        *(("F", key) for key in version.functions),
        *(("G", key) for key in version.globals),
        *(("T", record_name(key).key) for key in version.records),
    ]


def taken_in(facts: Facts) -> dict[str, str]:
    """Return the functions whose address the program takes, with the first place."""
    graph = facts.safety.graph
    safe = handlers(graph)
    return {k: str(p[0].place) for k, p in graph.address_taken.items() if k not in safe}
