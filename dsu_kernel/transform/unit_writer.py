"""One unit of a module: its generated C, what runs at its birth and at the update, its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.printing.printer import compact_markers
from dsu_kernel.cfront.types import CType, RecordKey
from dsu_kernel.transform.copies import copied, inlined
from dsu_kernel.transform.descriptor import TypeRow, UnitTables, point_declaration, unit_text
from dsu_kernel.transform.module_plan import Migration, ModulePlan, TypeStep
from dsu_kernel.transform.parts import WHOLE, Part
from dsu_kernel.transform.rows import body_row, point_row, type_row
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme, static_name
from dsu_kernel.transform.second_names import second_names
from dsu_kernel.transform.state import state_function
from dsu_kernel.transform.unit import UnitTransformer
from dsu_kernel.transform.wrapped_types import wrapper_texts


class UnitWriter:
    """Writes one unit of a module, or a part of it.

    ``described``: types that another unit of it brings.
    """

    def __init__(
        self,
        plan: ModulePlan,
        unit: TranslationUnit,
        index: int,
        described: frozenset[RecordKey] = frozenset(),
        part: Part = WHOLE,
    ) -> None:
        self.plan = plan
        self.part = part
        self.described = described
        self.unit = unit
        # No decimal number alone: that is how gcc names static locals.
        self.internal = f".u{index}" if plan.version.program.files else ""
        self.types = wrapper_texts(unit, plan.after, plan.facts, plan.slop)
        self.functions = self._function_schemes()
        counting = plan.version.functions
        owned = [f.key for f in unit.functions.values() if counting[f.key] is f and part.has(f.key)]
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
            overwritten=frozenset(key for key in plan.overwritten if part.defines(key)),
        )
        self.scheme = replace(self.scheme, second_names=dict(self._second_names()))
        self.issued = mine

    def _function_schemes(self) -> dict[str, FunctionScheme]:
        found = {}
        taken, repeated = _identifiers(self.unit), copied(self.plan, self.unit, self.part)
        once = inlined(self.plan, self.unit, self.part)
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
                copied=key in repeated,
                inlined=key in once,
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
                here=self.part.defines(key),
                overruled=self._overruled(key, symbol),
            )
        return found

    def _overruled(self, key: str, symbol: Symbol) -> CType | None:
        """Return the type in a weak definition of this unit that gives way to another."""
        own = self.unit.objects.get(symbol.name)
        if own is None or own is symbol or own.key != key or not own.defined:
            return None
        return own.ctype if "weak" in own.attributes else None

    def _second_names(self) -> Iterator[tuple[str, str]]:
        """Yield names that units give to functions and objects by attributes, with their labels."""
        for unit in self.plan.version.units:
            for name, target in second_names(unit):
                function, found = self.scheme.function(target), self.scheme.object(target)
                if function is not None and function.internal and unit is not self.unit:
                    yield name, function.symbol  # the label is private to its unit
                elif function is not None:
                    yield name, function.entry_label
                elif found is not None and unit is not self.unit:
                    yield name, found.storage.symbol

    def measuring_scheme(self) -> Scheme:
        """Return the scheme with everything declared and nothing defined."""
        functions, objects = self.functions.items(), self.scheme.globals.items()
        bare = {
            k: replace(f, issued=False, copied=False, inlined=False, fresh=False)
            for k, f in functions
        }
        elsewhere = {k: replace(g, fresh=False) for k, g in objects}
        return replace(self.scheme, functions=bare, globals=elsewhere)

    def write(self, transformer: UnitTransformer, symbol: str) -> tuple[str, dict[str, str]]:
        """Return the unit's text and the parts worth showing."""
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
        for step in steps:
            name = f"{step.key.spelling} transformer"
            shown[name] = shown[f"{name} {self.types[step.key].number}"] = step.definitions
        return compact_markers(text), shown

    def _state_text(self) -> str:
        state = self.plan.state
        if state is None or state.base is not self.unit or not self.part.first:
            return ""
        scheme = replace(self.measuring_scheme(), unit=state.fragment)
        return state_function(scheme, state.fragment.items)

    def _birth(self, transformer: UnitTransformer) -> tuple[str, str]:
        settled = transformer.emitted.settled
        if not settled:
            return "0", ""
        return "__dsu_birth", f"static void __dsu_birth(void) {{ {' '.join(settled)} }}\n"

    def _migrate(self, transformer: UnitTransformer) -> tuple[str, str]:
        own = self.plan.migrations if self.part.first else {}
        found = own.get(self.unit.name, Migration())
        lines = (*found.statements, *transformer.emitted.overwrites)
        if not lines:
            return "0", ""
        body = "".join(f"    {line}\n" for line in lines)
        text = f"{found.declarations}static void __dsu_migrate(void) {{\n{body}}}\n"
        return "__dsu_migrate", text

    def _tables(
        self, transformer: UnitTransformer, steps: list[TypeStep], birth: str, migrate: str
    ) -> UnitTables:
        image, safety, functions = self.plan.after, self.plan.safety, self.functions
        definitions = self.plan.version.functions
        bodies = (body_row(functions[key], definitions[key], safety, image) for key in self.issued)
        return UnitTables(
            name=self.unit.name,
            names=tuple((number, kind, key) for (kind, key), number in image.ids.items()),
            bodies=tuple(bodies),
            points=tuple(point_row(p, functions[p.function].name, image) for p in self.points),
            slots=tuple((f.id, f.slot) for f in transformer.slots),
            issues=tuple((functions[k].id, functions[k].body) for k in self.issued),
            types=tuple(self._type_rows(steps)),
            birth=birth,
            migrate=migrate,
        )

    def _type_rows(self, steps: list[TypeStep]) -> list[TypeRow]:
        """Describe the types that are new, or have a new version."""
        by_key = {step.key: step for step in steps}
        return [
            type_row(text, self.unit.records[key], by_key.get(key))
            for key, text in self.types.items()
            if key not in self.described
            and (key in by_key or self.plan.before.types.get(key) is None)
        ]


def _identifiers(unit: TranslationUnit) -> frozenset[str]:
    """Return the ordinary identifiers that a unit uses."""
    used = {node.name for node in unit.refs}
    return frozenset(used | {symbol.name for symbol in unit.introduces.values()})


def _apart(name: str, version: int, taken: frozenset[str]) -> str:
    stems, tail = (f"{name}_v{version}", f"{name}_v{version}_here", f"{name}_fptr"), ""
    while {f"{stem}{tail}" for stem in stems} & taken:
        tail += "_"
    return tail
