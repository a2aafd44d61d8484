"""What the flow of untyped pointers means for types: memory not known to hold just that type."""

from __future__ import annotations

from dsu_kernel.analysis.wrappability.flow.cells import POINTEE, RESULT, Cell
from dsu_kernel.analysis.wrappability.flow.relations import Relations
from dsu_kernel.analysis.wrappability.verdicts import Evidence
from dsu_kernel.cfront.types import CType, Pointer, describe, is_arithmetic


def judge(relations: Relations) -> None:
    """Fix the types of all memory that is used as two types, or whose birth is unknown."""
    cells = relations.cells
    _spread_calls(list(cells.roots()))
    _spread_raw(list(cells.roots()))
    for cell in cells.roots():
        cell.resolve_aliases()
    cells.propagate()
    roots = [cell for cell in cells.roots() if cell.ins or cell.outs]
    for cell in roots:
        _exposed(relations, cell)
        _made(relations, cell)
    for cell in roots:
        _converted(relations, cell)
    _shared(relations, roots)
    relations.bytes.resolve_aliases()
    _made(relations, relations.bytes)
    _converted(relations, relations.bytes)


def _spread_calls(roots: list[Cell]) -> None:
    """Unknown code may call a function with anything, whatever type it was cast to."""
    for cell in roots:
        if cell.called is None:
            continue
        seen: set[Cell] = set()
        for step, part in cell.shape.root().parts.items():
            inner = None if step in (POINTEE, RESULT) else part
            while inner is not None and inner.root() not in seen:
                root = inner.root()
                seen.add(root)
                root.raw = root.raw or cell.called
                inner = root.shape.root().parts.get(POINTEE)


def _spread_raw(pending: list[Cell]) -> None:
    """A function that came from nowhere sees what it is given and returns anything."""
    while pending:
        cell = pending.pop()
        if cell.raw is None:
            continue
        for step, part in cell.shape.root().parts.items():
            root = part.root()
            if step == RESULT and root.raw is None:
                root.raw = cell.raw
                pending.append(root)
            elif step not in (POINTEE, RESULT):
                root.deep = root.deep or ("given to an unknown function", cell.raw)


def _exposed(relations: Relations, cell: Cell) -> None:
    """Apply what is done to the memory behind a cell to all types that it may have."""
    verdicts = relations.verdicts
    involved = {**cell.ins, **cell.outs}
    if cell.deep is not None:
        for ctype in involved:
            verdicts.expose_deep(ctype, *cell.deep)
    if cell.exposed is not None:
        what, where = cell.exposed
        for ctype, own in involved.items():
            verdicts.expose(ctype, what, where if where.place.line else own)
    for source in cell.sources:
        _unknown(relations, cell, source)


def _unknown(relations: Relations, cell: Cell, source: Cell) -> None:
    """Untyped memory that gets here must not be used as a struct."""
    for ctype, seen in cell.outs.items():
        if source.fresh is not None:
            where = "" if source.fresh.place == seen.place else f" from {source.fresh.at}"
            tail = f": memory{where} whose size does not name the type"
        elif source.raw is not None:
            tail = f": memory of unknown birth from {source.raw.at}"
        relations.verdicts.expose(ctype, f"used as {describe(Pointer(ctype))}", seen, tail)


def _shared(relations: Relations, roots: list[Cell]) -> None:
    """Pointers stored in untyped memory must be loaded as the same type."""
    used_as: dict[Cell, dict[CType, Evidence]] = {}
    for cell in roots:
        pointers: dict[CType, Evidence] = {
            ctype: seen for ctype, seen in cell.outs.items() if isinstance(ctype, Pointer)
        }
        for source in cell.sources:
            used_as.setdefault(source, {}).update(pointers)
    for types in used_as.values():
        for ctype, seen in types.items():
            other = next((one for one in types if one != ctype), None)
            if other is not None:
                tail = f", which is also used as {describe(Pointer(other))}"
                relations.verdicts.expose_concerned(ctype, "made from void *", seen, tail)


def _made(relations: Relations, cell: Cell) -> None:
    """Judge the types that come out of a cell as something else than went in."""
    for out, seen in cell.outs.items():
        for other, origin in cell.ins.items():
            if out != other and not _as_bytes(out, other):
                tail = f", which may be {describe(Pointer(other))} from {origin.at}"
                relations.verdicts.expose_concerned(out, "made from void *", seen, tail)
            elif out != other:
                relations.as_bytes(out if isinstance(out, Pointer) else other, seen)


def _converted(relations: Relations, cell: Cell) -> None:
    """Judge the types that go into a cell and come out as something else."""
    for other, origin in cell.ins.items():
        for out, seen in cell.outs.items():
            if out != other and not _as_bytes(out, other):
                tail = f", which is used as {describe(Pointer(out))} at {seen.at}"
                relations.verdicts.expose_concerned(other, "converted to void *", origin, tail)


def _as_bytes(a: CType, b: CType) -> bool:
    """Whether memory that holds pointers is accessed as characters or numbers."""
    if isinstance(a, Pointer):
        return is_arithmetic(b)
    return isinstance(b, Pointer) and is_arithmetic(a)
