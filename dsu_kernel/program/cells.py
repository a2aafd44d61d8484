"""Cells as units: which cell a text belongs to, and what a newer definition takes from older cells.

Redefinition is the point: the definition that was run last is the one that counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pycparser import c_ast

from dsu_kernel.cfront.parsing.parser import Extent
from dsu_kernel.cfront.syntax.declarations import defined_record
from dsu_kernel.program.model import Program, Unit, Version

_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|^[ \t]*#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE,
)
_RECORD = re.compile(r"\b(struct|union|enum)\s+(\w+)\s*\{")
_FUNCTION = re.compile(r"(\w+)\s*\([^;{}]*\)\s*\{")
_LAST_NAME = re.compile(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$")


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a cell defines: kind is "function", "object", "type" or "tag"."""

    kind: str
    name: str
    extent: Extent

    @property
    def key(self) -> tuple[str, str]:
        """What two definitions of the same thing share."""
        return (self.kind, self.name)


def definitions(version: Version) -> Iterator[Definition]:
    """Yield what the items of a version define, with their place."""
    for unit in version.units:
        for item in unit.items:
            extent = unit.extents.get(item)
            if extent is None:
                continue
            for kind, name in _defined_by(item):
                yield Definition(kind, name, extent)


def _defined_by(item: c_ast.Node) -> Iterator[tuple[str, str]]:
    if isinstance(item, c_ast.FuncDef):
        yield "function", item.decl.name
        return
    record = defined_record(item)
    if record is not None and record.name:
        yield "tag", record.name
    if isinstance(item, c_ast.Typedef):
        yield "type", item.name
    elif isinstance(item, c_ast.Decl) and item.name and not _is_function(item.type):
        defines = "extern" not in item.storage or item.init is not None
        yield from [("object", item.name)] if defines else []


def _is_function(node: c_ast.Node) -> bool:
    return isinstance(node, c_ast.FuncDecl)


def quick_names(text: str) -> set[tuple[str, str]]:
    """Guess what a text defines without parsing it; it may miss names that macros make."""
    flat = _NOISE.sub(" ", text)
    shallow = _without_bodies(flat)
    found: set[tuple[str, str]] = set()
    found |= {("tag", tag) for _, tag in _RECORD.findall(shallow)}
    found |= {("function", name) for name in _FUNCTION.findall(shallow)}
    for statement in re.split(r"[;]|\{\}(?!\s*[\w*,=;\[])", shallow):
        words = statement.split()
        if not words or words[0] == "extern":
            continue
        for part in statement.split("=")[0].split(","):
            match = _LAST_NAME.search(part.strip())
            if match and "(" not in part and len(words) > 1:
                found.add(("type" if words[0] == "typedef" else "object", match[1]))
    return found


def _without_bodies(text: str) -> str:
    out, depth = [], 0
    for char in text:
        if char == "{":
            if depth == 0:
                out.append("{")
            depth += 1
        elif char == "}":
            depth = max(depth - 1, 0)
            if depth == 0:
                out.append("}")
        elif depth == 0:
            out.append(char)
    return "".join(out)


def owner_of(text: str, program: Program, version: Version | None, *, part: bool) -> str | None:
    """Return the unit that an anonymous text replaces: one that defines one of the names in it.

    ``part``: the text may define a part of a unit; it replaces only one of which it defines all.
    """
    if version is None:
        return None
    names = quick_names(text)
    owned: dict[str, set[tuple[str, str]]] = {}
    for definition in definitions(version):
        owned.setdefault(definition.extent.unit, set()).add(definition.key)
    for unit in program.units:
        mine = owned.get(unit.label)
        if mine and (mine <= names if part else mine & names):
            return unit.name
    return None


def overlaps(text: str, name: str, program: Program, version: Version | None) -> bool:
    """Whether a text seems to define names that other units define as well."""
    if version is None:
        return False
    mine = program.unit(name)
    names = quick_names(text)
    return any(
        d.key in names and (mine is None or d.extent.unit != mine.label)
        for d in definitions(version)
    )


def orders(candidate: Program, before: Program, name: str) -> Iterator[Program]:
    """Yield the orders to try for a program in which unit ``name`` is new.

    The order of first run is the rule. A unit that uses what units below it define comes after
    them; one that takes over what an earlier unit defined comes ahead of that unit.
    """
    yield candidate
    moved = [unit for unit in candidate.units if unit.name == name]
    others = [unit for unit in candidate.units if unit.name != name]
    last = (*others, *moved)
    if last != candidate.units:
        yield replace(candidate, units=last)
    robbed = [i for i, unit in enumerate(others) if before.unit(unit.name) != unit]
    if robbed:
        yield replace(candidate, units=(*others[: robbed[0]], *moved, *others[robbed[0] :]))


def superseded(program: Program, newest: Unit, version: Version) -> Program:
    """Return the program with older definitions blanked that ``newest`` defines again."""
    taken = {d.key for d in definitions(version) if d.extent.unit == newest.label}
    return _without(program, newest, version, taken)


def seemingly_superseded(program: Program, newest: Unit, before: Version) -> Program:
    """Do the same by a guess when the newest text is not C; ``before``: the version without it."""
    return _without(program, newest, before, quick_names(newest.text))


def _without(
    program: Program, newest: Unit, version: Version, taken: set[tuple[str, str]]
) -> Program:
    for unit in program.units:
        if unit.name == newest.name:
            continue
        mine = [
            d.extent for d in definitions(version) if d.extent.unit == unit.label and d.key in taken
        ]
        if mine:
            program = program.with_unit(replace(unit, text=_blanked(unit.text, mine)))
    return program


def _blanked(text: str, extents: list[Extent]) -> str:
    """Overwrite items with spaces; lines keep their numbers."""
    lines = text.split("\n")
    for extent in extents:
        for number in range(extent.start_line, min(extent.end_line, len(lines)) + 1):
            line = lines[number - 1]
            first = extent.start_col - 1 if number == extent.start_line else 0
            last = extent.end_col if number == extent.end_line else len(line)
            lines[number - 1] = line[:first] + " " * (last - first) + line[last:]
    return "\n".join(lines)
