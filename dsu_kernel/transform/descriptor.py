"""The tables at the end of a generated unit: what the runtime learns about it (``dsu_abi.h``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A call that can reach an update: ``callee`` 0 stands for any function."""

    callee: int
    line: int
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body defined in this unit; ``code`` is its C name."""

    function: int
    name: str
    version: int
    code: str
    spans: bool
    unit: str
    line: int
    sites: tuple[SiteRow, ...]
    quiet: tuple[int, ...] = ()
    quiet_others: bool = False


@dataclass(frozen=True, slots=True)
class PointRow:
    """An update point; its index in the table is the one the generated code uses."""

    id: int
    function: int
    name: str
    unit: str
    line: int
    held: tuple[int, ...]
    region: int


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a type's data; ``place`` is "" for bit-fields, else its designator."""

    name: str
    type: str
    place: str


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A new version of a wrapped type; transformers are C function names, "0" for none."""

    id: int
    name: str
    number: int
    word: int
    outgrown: bool
    data: str
    spelling: str
    capacity: str
    transform: str
    user_transform: str
    fields: tuple[FieldRow, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class UnitTables:
    """All tables of one unit. ``birth`` and ``migrate`` are C function names, "0" for none."""

    name: str
    names: tuple[tuple[int, str, str], ...]
    bodies: tuple[BodyRow, ...]
    points: tuple[PointRow, ...]
    slots: tuple[tuple[int, str], ...]
    issues: tuple[tuple[int, str], ...]
    types: tuple[TypeRow, ...]
    birth: str = "0"
    migrate: str = "0"


@dataclass(slots=True)
class _Sets:
    """Zero-terminated arrays of names, each written once."""

    index: dict[tuple[int, ...], int] = field(default_factory=dict)

    def ref(self, names: Iterable[int]) -> str:
        key = tuple(sorted(names))
        return f"__dsu_set{self.index.setdefault(key, len(self.index))}"

    def text(self) -> str:
        return "".join(
            f"static const unsigned __dsu_set{i}[] = {{ {', '.join(map(str, (*key, 0)))} }};\n"
            for key, i in self.index.items()
        )


def _table(ctype: str, name: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    inner = ",\n".join(f"    {{ {row} }}" for row in rows)
    return f"static const {ctype} {name}[] = {{\n{inner}\n}};\n"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def point_declaration(tables: UnitTables) -> str:
    """Return the declaration that code ahead of the tables needs to refer to update points."""
    count = len(tables.points)
    return f"static const struct dsu_point __dsu_points[{count}];\n" if count else ""


def unit_text(tables: UnitTables, symbol: str) -> str:
    """Return the C text of all tables; the unit's descriptor is called ``symbol``."""
    sets = _Sets()
    body_rows, site_tables = [], []
    for number, body in enumerate(tables.bodies):
        sites = [f"{s.callee}u, {s.line}u, {sets.ref(s.held)}" for s in body.sites]
        site_tables.append(_table("struct dsu_site", f"__dsu_sites{number}", sites))
        body_rows.append(
            f"{body.function}u, {_string(body.name)}, {body.version}u, (void *){body.code}, "
            f"{int(body.spans)}, {_string(body.unit)}, {body.line}u, {len(sites)}u, "
            + (f"__dsu_sites{number}" if sites else "0")
            + f", {sets.ref(body.quiet)}, {int(body.quiet_others)}"
        )
    points = [
        f"{p.id}u, {p.function}u, {_string(p.name)}, {_string(p.unit)}, {p.line}u, "
        f"{sets.ref(p.held)}, {p.region}"
        for p in tables.points
    ]
    fields = [
        _table("struct dsu_field", f"__dsu_fields{i}", [_field(t, f) for f in t.fields])
        for i, t in enumerate(tables.types)
    ]
    types = [_type(t, i) for i, t in enumerate(tables.types)]
    names = [f"{i}u, '{kind}', {_string(text)}" for i, kind, text in tables.names]
    slots = [f"{i}u, (void **)&{slot}" for i, slot in tables.slots]
    issues = [f"{i}u, (void *){code}" for i, code in tables.issues]
    parts = [
        _table("struct dsu_name", "__dsu_names", names),
        *site_tables,
        _table("struct dsu_body", "__dsu_bodies", body_rows),
        _table("struct dsu_point", "__dsu_points", points),
        _table("struct dsu_slot", "__dsu_slots", slots),
        _table("struct dsu_issue", "__dsu_issues", issues),
        *fields,
        _table("struct dsu_type", "__dsu_types", types),
    ]
    counts = (names, body_rows, points, slots, issues, types)
    tabs = ("names", "bodies", "points", "slots", "issues", "types")
    refs = [f"__dsu_{tab}" if rows else "0" for tab, rows in zip(tabs, counts, strict=True)]
    head = (
        f'extern const struct dsu_unit {symbol} __attribute__((visibility("hidden")));\n'
        f"const struct dsu_unit {symbol} = {{ {_string(tables.name)}, "
        + ", ".join(f"{len(rows)}u" for rows in counts)
        + ", "
        + ", ".join(refs)
        + f", {tables.birth}, {tables.migrate} }};\n"
    )
    return sets.text() + "".join(parts) + head


def _field(owner: TypeRow, row: FieldRow) -> str:
    if not row.place:
        return f"{_string(row.name)}, {_string(row.type)}, 0, 0"
    where = f"(({owner.data} *)0)->{row.place}"
    return (
        f"{_string(row.name)}, {_string(row.type)}, "
        f"__builtin_offsetof({owner.data}, {row.place}), sizeof({where})"
    )


def _type(row: TypeRow, index: int) -> str:
    fields = f"__dsu_fields{index}" if row.fields else "0"
    return (
        f"{row.id}u, {_string(row.name)}, {row.number}u, {row.word}u, {int(row.outgrown)}, "
        f"sizeof({row.data}), _Alignof({row.data}), {row.capacity}, sizeof({row.spelling}), "
        f"__builtin_offsetof({row.spelling}, version), "
        f"(void (*)(const void *, void *)){row.transform}, "
        f"(void (*)(void *, void *)){row.user_transform}, {len(row.fields)}u, {fields}, "
        f"{row.kept}ul"
    )


def module_text(
    version: int,
    units: Sequence[str],
    changed: Sequence[int],
    guarded: Sequence[int],
    state: str,
    bound: bool = False,
) -> str:
    """Return the text of the module's own unit: the flag and the exported ``dsu_module``."""
    hidden = '__attribute__((visibility("hidden")))'
    declared = "".join(f"extern const struct dsu_unit {unit} {hidden};\n" for unit in units)
    listed = ", ".join(f"&{unit}" for unit in units)
    sets = "".join(
        f"static const unsigned {name}[] = {{ {', '.join(f'{i}u' for i in (*names, 0))} }};\n"
        for name, names in (("__dsu_changed", changed), ("__dsu_guarded", guarded))
    )
    state_decl = f"extern int {state}(void) {hidden};\n" if state != "0" else ""
    return (
        f"unsigned __dsu_pending {hidden} = 0;\n{declared}{state_decl}"
        f"static const struct dsu_unit *const __dsu_units[] = {{ {listed} }};\n"
        f"{sets}"
        'const struct dsu_module dsu_module __attribute__((visibility("default"))) = '
        f"{{ DSU_ABI, {version}u, {len(units)}u, __dsu_units, __dsu_changed, &__dsu_pending, "
        f"{state}, {int(bound)}, __dsu_guarded }};\n"
    )
