"""The wrapped types of a new version: which are new, which changed, and how they fit."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dsu_kernel.analysis.facts import Wrappability
from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.cfront.model import TranslationUnit, contained_records
from dsu_kernel.cfront.types import Record, RecordKey
from dsu_kernel.patch.difference import TypeChange, field_texts, record_units
from dsu_kernel.patch.members import extended, same_record
from dsu_kernel.patch.refusal import Refusal
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.image import Code, Generation, Image, Layout, Storage, WrappedType
from dsu_kernel.program.model import Version
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.probe import Evaluate, Measured, measure
from dsu_kernel.transform.unit_writer import UnitWriter


@dataclass(frozen=True, slots=True, eq=False)
class TypePlan:
    """All wrapped types after the patch.

    ``disturbed``: types whose users are compiled anew: those that changed, and those that hold one
    that now keeps its data elsewhere. ``grown`` are those among them of which old code may go on
    using the old fields: new fields only follow them, in place (design, section 7).
    """

    types: Mapping[RecordKey, WrappedType]
    added: tuple[RecordKey, ...]
    changes: Mapping[RecordKey, TypeChange]
    disturbed: frozenset[RecordKey]
    grown: frozenset[RecordKey]
    refusals: tuple[Refusal, ...]

    def carried(self, kept: Mapping[RecordKey, int]) -> TypePlan:
        """Return the plan with what is steady, now that the transformers are known.

        ``kept``: by changed type, how many bytes of the data stay as they are.
        """
        return replace(
            self, types={**self.types, **{k: self._steady(k, n) for k, n in kept.items()}}
        )

    def _steady(self, key: RecordKey, kept: int) -> WrappedType:
        *earlier, last, new = self.types[key].generations
        stay = {
            field.name
            for field in new.layout.fields
            if field.offset is not None and field.size and field.offset + field.size <= kept
        }
        steady = replace(new, steady=last.steady & stay)
        return replace(self.types[key], generations=(*earlier, last, steady))


def plan_types(
    image: Image, version: Version, facts: Facts, slop: int, evaluate: Evaluate
) -> TypePlan:
    """Decide what becomes of every wrapped type. ``slop``: bytes to grow in, for new types."""
    units = record_units(version)
    changes = _changes(image, version)
    added = [
        key
        for key in version.records
        if key not in image.types and facts.types.wrapped(key) and key.kind == "struct"
    ]
    numbered = image.with_names([("T", record_name(key).key) for key in version.records])
    measured = _measure(numbered, version, facts, slop, evaluate, changes, added)
    types = {
        key: wrapped if key in changes or key not in units else _as_written(wrapped, units[key])
        for key, wrapped in image.types.items()
    }
    refusals: list[Refusal] = list(_exposed(image, facts))
    for key in added:
        found = measured[key]
        all_fields = frozenset(field.name for field in found.layout.fields)
        generation = Generation(
            0,
            version.number,
            units[key].records[key],
            units[key],
            found.layout,
            steady=all_fields,
        )
        types[key] = WrappedType(
            key, numbered.ids["T", record_name(key).key], found.wrapper, (generation,)
        )
    for key in changes:
        types[key] = _next(types[key], version, measured[key])
    for key, wrapped in list(types.items()):
        kind = facts.judged.get(key)
        if kind is not None and kind.kind == "pinned":
            types[key] = replace(wrapped, pinned=wrapped.pinned | frozenset(kind.fields))
    for key in changes:
        refusals += _pins_hold(image.types[key], types[key], facts.judged.get(key))
    grown = frozenset(k for k, c in changes.items() if _grown(c, image.types[k], types[k]))
    disturbed = _disturbed(changes, types, version)
    return TypePlan(types, tuple(added), changes, disturbed, grown, tuple(refusals))


def _as_written(wrapped: WrappedType, unit: TranslationUnit) -> WrappedType:
    """Return an unchanged type by its newest text: an enumeration in it may have more names."""
    newest = replace(wrapped.current, record=unit.records[wrapped.key], unit=unit)
    return replace(wrapped, generations=(*wrapped.generations[:-1], newest))


def _grown(change: TypeChange, before: WrappedType, after: WrappedType) -> bool:
    """Whether a type only got new fields behind the old ones, which stay where they are."""
    if not change.appended or after.away:
        return False
    old, new = before.current.layout.fields, after.current.layout.fields
    return new[: len(old)] == old


def _changes(image: Image, version: Version) -> dict[RecordKey, TypeChange]:
    units = record_units(version)
    found = {}
    for key, wrapped in image.types.items():
        if key not in units:
            continue
        old, new = wrapped.current, units[key].records[key]
        if same_record(old.record, old.unit, new, units[key]):
            continue
        before, after = field_texts(old.record), field_texts(new)
        appended = extended(old.record, old.unit, new, units[key])
        found[key] = TypeChange(key, key.spelling, before, after, appended)
    return found


def _measure(
    image: Image,
    version: Version,
    facts: Facts,
    slop: int,
    evaluate: Evaluate,
    changes: Mapping[RecordKey, TypeChange],
    added: list[RecordKey],
) -> dict[RecordKey, Measured]:
    """Ask gcc about new and changed types, one run a unit that defines some."""
    wanted = {*changes, *added}
    if not wanted:
        return {}
    units = record_units(version)
    shown = dict(image.types)
    for key in changes:
        # A stand-in for the version to be measured: only its number matters.
        old = shown[key]
        shown[key] = replace(
            old,
            generations=(
                *old.generations,
                replace(old.current, number=old.current.number + 1, outgrown=False),
            ),
        )
    probing = replace(image, types=shown)
    found: dict[RecordKey, Measured] = {}
    for index, unit in enumerate(version.units):
        mine = [key for key in wanted if units[key] is unit]
        if not mine:
            continue
        writer = UnitWriter(_declaring(version, probing, facts, slop), unit, index)
        found.update(measure(writer.measuring_scheme(), mine, platform.machine(), evaluate))
    return found


def _declaring(version: Version, image: Image, facts: Facts, slop: int) -> ModulePlan:
    """A plan that issues nothing, for measuring."""
    whole = replace(
        image.with_names([("F", key) for key in version.functions]),
        functions={k: Code(k, 0, f.symbol.ctype) for k, f in version.functions.items()},
        globals={k: Storage(k, s.ctype, 0) for k, s in version.globals.items()},
    )
    return ModulePlan(
        version, whole, whole, facts.types, facts.safety, frozenset(), frozenset(), slop
    )


def _next(wrapped: WrappedType, version: Version, measured: Measured) -> WrappedType:
    units = record_units(version)
    generation = Generation(
        wrapped.current.number + 1,
        version.number,
        units[wrapped.key].records[wrapped.key],
        units[wrapped.key],
        measured.layout,
        not wrapped.wrapper.holds(measured.layout),
    )
    return replace(wrapped, generations=(*wrapped.generations, generation))


def _exposed(image: Image, facts: Facts) -> list[Refusal]:
    """Types that the live process wraps, in text that does not allow it."""
    return [
        Refusal(
            key.spelling,
            f"{key.spelling} is wrapped in the live process, but {found.reason}",
            found.place,
            "restart the program, or leave the bytes of the objects alone",
            exposed=True,
        )
        for key, found in facts.judged.items()
        if key in image.types and found.kind == "fixed"
    ]


def _pins_hold(
    before: WrappedType, after: WrappedType, judged: Wrappability | None
) -> list[Refusal]:
    """Aliased fields keep place and type, and the data stays in place."""
    if not before.pinned:
        return []
    reason = judged.reason if judged is not None and judged.reason else "pointers into it exist"
    place = judged.place if judged is not None else None
    name = before.key.spelling
    help_ = "append fields within the slop, or restart the program"
    if after.current.outgrown:
        text = f"{name} is pinned ({reason}) and its new version does not fit in place"
        return [Refusal(name, text, place, help_)]
    moved = [
        pin
        for pin in sorted(before.pinned)
        if _field(before.current.layout, pin) != _field(after.current.layout, pin)
    ]
    if not moved:
        return []
    text = f"{name}.{moved[0]} is pinned ({reason}), and the new version moves or retypes it"
    return [Refusal(name, text, place, help_)]


def _field(layout: Layout, name: str) -> object:
    return next((f for f in layout.fields if f.name == name), None)


def _disturbed(
    changes: Mapping[RecordKey, TypeChange],
    types: Mapping[RecordKey, WrappedType],
    version: Version,
) -> frozenset[RecordKey]:
    away = {key for key in changes if types[key].away}
    records = version.records
    owners = {owner for owner in records if away & set(contained_records(Record(owner), records))}
    return frozenset(changes) | owners
