"""Which types may change, and what may not change at which update point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dsu_kernel.errors import DsuError
from dsu_kernel.views.view import Source, Table, View, table
from dsu_kernel.wording import counted

if TYPE_CHECKING:
    from dsu_kernel.program.info import PointInfo, TypeInfo
    from dsu_kernel.session import Session


def types_view(session: Session) -> View:
    """Each struct type, whether it may change, and why not where it may not."""
    infos = session.types
    columns = "name, may change, reason, bytes, slop, versions, objects converted"
    types = table("Types", columns, map(_type_row, infos))
    return View(counted(len(infos), "struct type"), (types,) if infos else (), infos)


CHANGES = {
    "free": "free: in any way",
    "pinned": "pinned: at its end, within the slop",
    "fixed": "fixed: not at all",
}


def _type_row(info: TypeInfo) -> tuple[object, ...]:
    reason = info.place.told_in(info.reason) if info.place else info.reason
    size, slop = ("", "") if info.size is None else (info.size, info.slop)
    may = CHANGES.get(info.wrappability, info.wrappability)
    return (info.name, may, reason, size, slop, info.versions, info.converted)


def safety_view(session: Session, name: str | None) -> View:
    """The update points, of one function or unit, each with its set, drawn on the source."""
    points = [p for p in session.safety() if name is None or name in (p.function, p.unit)]
    if name and not points and name not in {*session.units, *(f.name for f in session.functions)}:
        raise DsuError(f"the program has no function and no unit {name}")
    rows = ((p.function, p.unit, p.line, _restricted(p)) for p in points)
    where = f" in {name}" if name else ""
    parts: list[Table | Source] = [
        table("Update points", "function, unit, line, may not change here", rows)
    ]
    for unit, text in session.sources.items():
        notes: dict[int, tuple[str, ...]] = {}
        for point in points:
            if point.unit == unit and _restricted(point) not in notes.get(point.line, ()):
                notes[point.line] = (*notes.get(point.line, ()), _restricted(point))
        if notes:
            parts.append(Source(unit, _annotated(text, notes)))
    return View(
        counted(len(points), "update point") + where, tuple(parts) if points else (), tuple(points)
    )


def _restricted(point: PointInfo) -> str:
    return ", ".join(point.restricted) or "nothing: any change is safe"


AROUND = 8
"""So many lines around a note are shown."""


def _annotated(text: str, notes: Mapping[int, tuple[str, ...]]) -> str:
    """Numbered lines around those with notes, which have them below."""
    lines = []
    shown = 0
    for number, line in enumerate(text.splitlines(), 1):
        if all(abs(number - at) > AROUND for at in notes):
            continue
        if number > shown + 1:
            lines.append("   …")
        shown = number
        lines.append(f"{number:4}  {line}".rstrip())
        lines += [f"    ^ may not change here: {note}" for note in notes.get(number, ())]
    return "\n".join(lines)
