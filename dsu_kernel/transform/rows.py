"""From what is known about a unit to the rows of its tables: names become numbers."""

from __future__ import annotations

from collections.abc import Iterable

from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.analysis.safety_facts import Name, Point
from dsu_kernel.cfront.model import FunctionDef, RecordDef
from dsu_kernel.cfront.types import describe
from dsu_kernel.program.image import Image
from dsu_kernel.transform.descriptor import BodyRow, FieldRow, PointRow, SiteRow, TypeRow
from dsu_kernel.transform.module_plan import TypeStep
from dsu_kernel.transform.scheme import FunctionScheme
from dsu_kernel.transform.wrapper import WrapperText


def ids_of(names: Iterable[Name], image: Image) -> tuple[int, ...]:
    """Return the numbers of those names that have one, in order."""
    ids = image.ids
    return tuple(sorted(ids[n.kind, n.key] for n in names if (n.kind, n.key) in ids))


def point_row(point: Point, name: str, image: Image) -> PointRow:
    """Describe an update point in the function called ``name``."""
    return PointRow(
        point.id,
        image.ids["F", point.function],
        name,
        point.place.unit,
        point.place.line,
        ids_of(point.held, image),
        point.region,
    )


def body_row(
    function: FunctionScheme, definition: FunctionDef, safety: Safety, image: Image
) -> BodyRow:
    """Describe a body, the calls in it that can reach an update, and what else it calls."""
    quiet = safety.quiet_callees(function.key)
    rows = (
        SiteRow(image.ids["F", s.callee] if s.callee else 0, s.place.line, ids_of(s.held, image))
        for s in safety.sites(function.key)
    )
    return BodyRow(
        function.id,
        function.name,
        function.version,
        function.body,
        function.spans,
        definition.place.unit,
        definition.place.line,
        tuple(rows),
        tuple(sorted(image.ids["F", key] for key in quiet if key is not None)),
        None in quiet,
    )


def type_row(text: WrapperText, record: RecordDef, step: TypeStep | None) -> TypeRow:
    """Describe a version of a type, which ``step`` leads to if it is not the first."""
    return TypeRow(
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
        step.kept if step else 0,
    )


def _field_rows(record: RecordDef) -> list[FieldRow]:
    return [
        FieldRow(m.name, describe(m.ctype), "" if m.bits is not None else m.name)
        for m in record.fields
        if m.name is not None
    ]
