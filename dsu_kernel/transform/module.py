"""A whole module: the generated units of one version and the tables that describe them."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dsu_kernel.analysis.facts import TypeFacts
from dsu_kernel.analysis.restriction import Safety
from dsu_kernel.analysis.safety_facts import Name, record_name
from dsu_kernel.cfront.ctype import Array, RecordKey, describe
from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.printer import compact_markers
from dsu_kernel.image import Image
from dsu_kernel.program import Version
from dsu_kernel.transform.descriptor import (
    BodyRow,
    FieldRow,
    PointRow,
    SiteRow,
    TypeRow,
    UnitTables,
    module_text,
    point_declaration,
    unit_text,
)
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme, static_name
from dsu_kernel.transform.state import STATE, state_function
from dsu_kernel.transform.unit import UnitTransformer
from dsu_kernel.transform.wrapper import Nested, WrapperText

_PRELUDE = 'extern unsigned __dsu_pending __attribute__((visibility("hidden")));\n'


@dataclass(frozen=True, slots=True)
class TypeStep:
    """How objects of a type reach its newest version; texts are C, see ``transformers``."""

    key: RecordKey
    old_data: str
    transform: str
    user: str
    definitions: str


@dataclass(frozen=True, slots=True, eq=False)
class StateCode:
    """A state transformer, typed in the scope of unit ``base`` of the new version."""

    base: TranslationUnit
    fragment: TranslationUnit


@dataclass(frozen=True, slots=True)
class Migration:
    """C text of one unit that carries retyped globals over when the patch is applied."""

    declarations: str = ""
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ModulePlan:
    """What a module is to contain.

    ``issue``: keys of the functions whose bodies it brings. ``before`` is the image in force (empty
    for the first module), ``after`` the one that it leads to. ``changed``: ids of the names that
    old code must not be using. ``steps``: transformers. ``migrations``: by unit name.
    ``overwritten``: constants that get their new value in place.
    """

    version: Version
    before: Image
    after: Image
    facts: TypeFacts
    safety: Safety
    direct: frozenset[tuple[str, str]]
    issue: frozenset[str]
    slop: int
    changed: tuple[int, ...] = ()
    steps: tuple[TypeStep, ...] = ()
    migrations: Mapping[str, Migration] = field(default_factory=dict)
    state: StateCode | None = None
    overwritten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GeneratedModule:
    """The C text of a module: its units, and for display the text of each name."""

    units: tuple[str, ...]
    shown: Mapping[str, str]


def wrapper_texts(
    unit: TranslationUnit, image: Image, facts: TypeFacts, slop: int
) -> dict[RecordKey, WrapperText]:
    """Return the wrapped types of a unit, members before their owners."""
    found: dict[RecordKey, WrapperText] = {}
    for key, record in unit.records.items():
        _add_wrapper(key, record, unit, image, facts, slop, found)
    return found


def _add_wrapper(
    key: RecordKey,
    record: RecordDef,
    unit: TranslationUnit,
    image: Image,
    facts: TypeFacts,
    slop: int,
    found: dict[RecordKey, WrapperText],
) -> None:
    if key in found or record.system:
        return
    known = image.types.get(key)
    if known is None and not facts.wrapped(key):
        return
    nested = []
    for member in record.fields:
        ctype, array = member.ctype, False
        while isinstance(ctype, Array):
            ctype, array = ctype.element, True
        inner = unit.record(ctype)
        if inner is None or member.name is None:
            continue
        _add_wrapper(inner.key, inner, unit, image, facts, slop, found)
        text = found.get(inner.key)
        if text is not None:
            nested.append(
                Nested(member.name, text.name, text.spelling, array, text.values, text.late)
            )
    if known is not None:
        found[key] = WrapperText.of(known, slop, tuple(nested))
    else:
        number = image.ids["T", record_name(key).key]
        room = max(slop, unit.room.get(key.tag, 0))
        found[key] = WrapperText(
            key.tag, key.spelling, number, 0, None, room, False, (), tuple(nested)
        )


def generate(plan: ModulePlan, abi: str, machine: str = "") -> GeneratedModule:
    """Write the module; ``abi`` is the text of the runtime's declarations."""
    machine = machine or platform.machine()
    texts: list[str] = []
    shown: dict[str, str] = {}
    symbols: list[str] = []
    described: frozenset[RecordKey] = frozenset()
    for index, unit in enumerate(plan.version.units):
        if plan.version.number and not _concerned(plan, unit):
            continue
        symbol = f"__dsu_unit_{index}"
        writer = UnitWriter(plan, unit, index, described)
        text, parts = writer.write(machine, symbol)
        described |= writer.types.keys()
        texts.append(_PRELUDE.join((abi, text)))
        shown.update(parts)
        symbols.append(symbol)
    state = STATE if plan.state else "0"
    own = module_text(plan.version.number, symbols, plan.changed, state)
    if len(texts) == 1:
        # One compilation instead of two: that is most of the time to live code.
        texts[0] += own
    else:
        texts.append(abi + own)
    return GeneratedModule(tuple(texts), shown)


def _concerned(plan: ModulePlan, unit: TranslationUnit) -> bool:
    """Whether a patch has anything in this unit."""
    if not plan.version.program.files:
        return True
    if plan.state is not None and plan.state.base is unit:
        return True
    keys = {f.key for f in unit.functions.values()}
    symbols = {s.key for s in (*unit.objects.values(), *unit.static_locals)}
    fresh = {k for k, g in plan.after.globals.items() if plan.before.globals.get(k) != g}
    types = {step.key for step in plan.steps}
    fresh |= plan.overwritten
    return bool(keys & plan.issue or symbols & fresh or types & unit.records.keys())


class UnitWriter:
    """Writes one unit of a module; ``described``: types that another unit of it brings."""

    def __init__(
        self,
        plan: ModulePlan,
        unit: TranslationUnit,
        index: int,
        described: frozenset[RecordKey] = frozenset(),
    ) -> None:
        self.plan = plan
        self.described = described
        self.unit = unit
        self.internal = f".{index}" if plan.version.program.files else ""
        self.types = wrapper_texts(unit, plan.after, plan.facts, plan.slop)
        self.functions = self._function_schemes()
        counting = plan.version.functions
        owned = [f.key for f in unit.functions.values() if counting[f.key] is f]
        mine = [key for key in owned if key in plan.issue]
        self.points = [p for key in mine for p in plan.safety.points(key)]
        self.scheme = Scheme(
            module=plan.version.number,
            unit=unit,
            types=self.types,
            facts=plan.facts,
            functions=self.functions,
            globals=self._global_schemes(),
            direct=plan.direct,
            points={p.node: i for i, p in enumerate(self.points)},
            regions={p.node: p.region for p in self.points if p.region},
            owned=frozenset(owned),
            overwritten=plan.overwritten,
        )
        self.issued = mine

    def _function_schemes(self) -> dict[str, FunctionScheme]:
        found = {}
        taken = _identifiers(self.unit)
        for key, function in self.plan.version.functions.items():
            code = self.plan.after.functions[key]
            found[key] = FunctionScheme(
                key=key,
                name=function.name,
                id=self.plan.after.ids["F", key],
                symbol=code.symbol,
                version=code.version,
                issued=key in self.plan.issue,
                fresh=key not in self.plan.before.functions,
                spans=self.plan.safety.spans(key),
                internal=self.internal if function.symbol.linkage == "internal" else "",
                apart=_apart(function.name, code.version, taken),
                handler=self.plan.safety.handles_signals(key),
            )
        return found

    def _global_schemes(self) -> dict[str, GlobalScheme]:
        found = {}
        symbols = {s.key: s for u in self.plan.version.units for s in u.static_locals if s.key}
        objects = self.plan.version.globals
        for key, storage in self.plan.after.globals.items():
            if key not in objects:
                continue
            lifted, symbol = key in symbols, objects[key]
            name = static_name(key) if lifted else symbol.name
            private = lifted or symbol.linkage == "internal"
            found[key] = GlobalScheme(
                key=key,
                name=name,
                storage=storage,
                fresh=self.plan.before.globals.get(key) is None
                or self.plan.before.globals[key].incarnation != storage.incarnation,
                internal=self.internal if private else "",
            )
        return found

    def measuring_scheme(self) -> Scheme:
        """Return the scheme with everything declared and nothing defined."""
        return replace(
            self.scheme,
            functions={
                key: replace(f, issued=False, fresh=False) for key, f in self.functions.items()
            },
            globals={key: replace(g, fresh=False) for key, g in self.scheme.globals.items()},
        )

    def write(self, machine: str, symbol: str) -> tuple[str, dict[str, str]]:
        """Return the unit's text and the parts worth showing."""
        transformer = UnitTransformer(self.scheme, machine)
        body = transformer.text()
        steps = [s for s in self.plan.steps if s.key in self.types.keys() - self.described]
        transforms = "".join(s.definitions for s in steps)
        birth, birth_text = self._birth(transformer)
        migrate, migrate_text = self._migrate(transformer)
        tables = self._tables(transformer, steps, birth, migrate)
        text = (
            self.unit.system_text
            + '# 1 "<generated>"\n'
            + point_declaration(tables)
            + body
            + '# 1 "<generated>"\n'
            + transforms
            + self._state_text()
            + birth_text
            + migrate_text
            + unit_text(tables, symbol)
        )
        shown = dict(transformer.emitted.generated)
        shown.update({f"{s.key.spelling} transformer": s.definitions for s in steps})
        return compact_markers(text), shown

    def _state_text(self) -> str:
        state = self.plan.state
        if state is None or state.base is not self.unit:
            return ""
        scheme = replace(self.measuring_scheme(), unit=state.fragment)
        return state_function(scheme, state.fragment.items)

    def _birth(self, transformer: UnitTransformer) -> tuple[str, str]:
        settled = transformer.emitted.settled
        if not settled:
            return "0", ""
        return "__dsu_birth", f"static void __dsu_birth(void) {{ {' '.join(settled)} }}\n"

    def _migrate(self, transformer: UnitTransformer) -> tuple[str, str]:
        found = self.plan.migrations.get(self.unit.name, Migration())
        lines = (*found.statements, *transformer.emitted.overwrites)
        if not lines:
            return "0", ""
        body = "".join(f"    {line}\n" for line in lines)
        text = f"{found.declarations}static void __dsu_migrate(void) {{\n{body}}}\n"
        return "__dsu_migrate", text

    def _ids(self, names: frozenset[Name]) -> tuple[int, ...]:
        ids = self.plan.after.ids
        return tuple(sorted(ids[n.kind, n.key] for n in names if (n.kind, n.key) in ids))

    def _tables(
        self, transformer: UnitTransformer, steps: list[TypeStep], birth: str, migrate: str
    ) -> UnitTables:
        ids = self.plan.after.ids
        bodies = [self._body(key) for key in self.issued]
        points = [
            PointRow(
                p.id,
                ids["F", p.function],
                self.functions[p.function].name,
                p.place.unit,
                p.place.line,
                self._ids(p.held),
                p.region,
            )
            for p in self.points
        ]
        return UnitTables(
            name=self.unit.name,
            names=tuple((number, kind, key) for (kind, key), number in ids.items()),
            bodies=tuple(bodies),
            points=tuple(points),
            slots=tuple((f.id, f.slot) for f in transformer.slots),
            issues=tuple((self.functions[k].id, self.functions[k].body) for k in self.issued),
            types=tuple(self._type_rows(steps)),
            birth=birth,
            migrate=migrate,
        )

    def _body(self, key: str) -> BodyRow:
        function = self.functions[key]
        definition = self.plan.version.functions[key]
        sites = tuple(
            SiteRow(
                self.plan.after.ids["F", s.callee] if s.callee else 0,
                s.place.line,
                self._ids(s.held),
            )
            for s in self.plan.safety.sites(key)
        )
        return BodyRow(
            function.id,
            function.name,
            function.version,
            function.body,
            function.spans,
            definition.place.unit,
            definition.place.line,
            sites,
        )

    def _type_rows(self, steps: list[TypeStep]) -> list[TypeRow]:
        rows = []
        by_key = {step.key: step for step in steps}
        for key, text in self.types.items():
            known = self.plan.before.types.get(key)
            step = by_key.get(key)
            if key in self.described or (known is not None and step is None):
                continue
            record = self.unit.records[key]
            rows.append(
                TypeRow(
                    text.id,
                    text.spelling,
                    text.number,
                    text.word(),
                    text.outgrown,
                    text.data,
                    text.spelling,
                    text.capacity,
                    step.transform if step else "0",
                    step.user if step and step.user else "0",
                    tuple(_field_rows(record)),
                )
            )
        return rows


def _field_rows(record: RecordDef) -> list[FieldRow]:
    return [
        FieldRow(m.name, describe(m.ctype), "" if m.bits is not None else m.name)
        for m in record.fields
        if m.name is not None
    ]


def _identifiers(unit: TranslationUnit) -> frozenset[str]:
    """Return the ordinary identifiers that a unit uses."""
    used = {node.name for node in unit.refs}
    return frozenset(used | {symbol.name for symbol in unit.introduces.values()})


def _apart(name: str, version: int, taken: frozenset[str]) -> str:
    tail = ""
    while {f"{name}_v{version}{tail}", f"{name}_fptr{tail}"} & taken:
        tail += "_"
    return tail
