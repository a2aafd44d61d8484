"""Cells in any order: declarations of what an earlier cell uses and a later cell defines."""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.types import Array, CType, EnumType, Function, Pointer, Record, describe
from dsu_kernel.program.model import Program, Version

LABEL = '#line 1 "<ahead>"\n'


def with_declarations(program: Program, version: Version) -> str | None:
    """Return the text of a program of cells with declarations put ahead; None: none are needed."""
    unit = version.units[0]
    order = {u.label: i for i, u in enumerate(program.units)}
    ahead = {label: _lines(unit, label, order) for label in order}
    if not any(ahead.values()):
        return None
    return "\n".join(
        (LABEL + ahead[u.label] if ahead[u.label] else "") + u.directive + u.text
        for u in program.units
    )


def _lines(unit: TranslationUnit, label: str, order: dict[str, int]) -> str:
    here = order[label]
    first = _first_declared(unit, order)
    found: dict[str, str] = {}
    for symbol in _mentioned(unit, label):
        if symbol.name in found or first.get(symbol.name, here) <= here:
            continue
        text = _declaration(unit, symbol, here, order)
        if text:
            found[symbol.name] = text
    return "".join(found.values())


def _mentioned(unit: TranslationUnit, label: str) -> Iterator[Symbol]:
    for function in unit.functions.values():
        if function.place.unit != label:
            continue
        for node in walk(function.node.body):
            symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
            if symbol is not None and symbol.scope == "file" and not symbol.system:
                yield symbol


def _first_declared(unit: TranslationUnit, order: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in unit.items:
        decl = item.decl if isinstance(item, c_ast.FuncDef) else item
        name = getattr(decl, "name", None)
        extent = unit.extents.get(item)
        if name is not None and extent is not None and extent.unit in order:
            found[name] = min(found.get(name, len(order)), order[extent.unit])
    return found


def _declaration(
    unit: TranslationUnit, symbol: Symbol, here: int, order: dict[str, int]
) -> str | None:
    """Return the declaration of a symbol for a place ahead of the types it needs."""
    if not nameable(symbol.ctype) or symbol.kind not in ("function", "object"):
        return None
    tags: list[str] = []
    for key, pointed in _records(symbol.ctype, pointed=symbol.kind == "function"):
        record = unit.record(key)
        later = record is not None and order.get(record.place.unit, -1) > here
        if later and (key.key.typedef_named or not pointed):
            return None
        if later:
            tags.append(f"{key.key.spelling}; ")
    storage = "static " if symbol.linkage == "internal" and symbol.kind == "function" else ""
    extern = "extern " if symbol.kind == "object" else storage
    if symbol.kind == "object" and symbol.linkage == "internal":
        return None
    return f"{''.join(tags)}{extern}{describe(symbol.ctype, symbol.name)};\n"


def _records(ctype: CType, *, pointed: bool) -> Iterator[tuple[Record, bool]]:
    """Yield the records in a type; ``pointed``: it need not be complete there."""
    if isinstance(ctype, Record):
        yield ctype, pointed
    elif isinstance(ctype, Pointer):
        yield from _records(ctype.target, pointed=True)
    elif isinstance(ctype, Array):
        yield from _records(ctype.element, pointed=False)
    elif isinstance(ctype, Function):
        yield from _records(ctype.result, pointed=True)
        for param in ctype.params:
            yield from _records(param, pointed=True)
    elif isinstance(ctype, EnumType):
        return
