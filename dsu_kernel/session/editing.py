"""Edits of a program's text: which unit is meant, and what it takes from the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from dsu_kernel.cfront.source.diagnostics import Diagnostic, render
from dsu_kernel.cfront.source.preprocess import refuse_what_no_file_holds
from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import CompileError, DsuError
from dsu_kernel.program import cells
from dsu_kernel.program.model import Program, Unit, Version, decode
from dsu_kernel.updating.updater import Updater


@dataclass(frozen=True, slots=True)
class Edited:
    """A program with one text exchanged, typed; ``label`` is how messages call the ``unit``."""

    program: Program
    version: Version
    unit: str
    label: str


def edited(
    engine: Engine,
    updater: Updater,
    source: str,
    unit: str | None,
    label: str | None,
    watch: Stopwatch,
    *,
    part: bool = False,
) -> Edited:
    """Exchange the text of one unit of the newest program, and type the result.

    ``part``: a text without a name that defines a part of a unit takes over that part alone.
    Raises CompileError, ParseError or UnsupportedConstruct, about the order of the units in which
    the text goes furthest.
    """
    _check(source, unit, label)
    program, before = updater.newest_program, updater.newest_version
    if program.files:
        raise DsuError("this session's program is made of files; use load() again")
    name = unit or cells.owner_of(source, program, before, part=part)
    if name is None:
        name = label or _free_name(program)
    newest = Unit(name, source, label or name)
    if any(u.label == newest.label and u.name != name for u in program.units):
        newest = replace(newest, label=f"{newest.label} ({name})")
    candidate = program.with_unit(newest)
    if cells.overlaps(source, name, program, before):
        with watch.stage("parse"):
            candidate = _without_older(engine, candidate, newest, before)
    number = updater.next_number
    wrong: DsuError | None = None
    for ordered in cells.orders(candidate, program, name):
        try:
            return Edited(ordered, engine.version(ordered, number, watch), name, newest.label)
        except DsuError as error:
            wrong = wrong or error
    assert wrong is not None
    raise _ends_early(engine, candidate, newest) or wrong


def warnings_about(version: Version, labels: Collection[str]) -> str:
    """Return gcc's warnings about some units, each with its line."""
    found: list[Diagnostic] = []
    mine = False
    for item in version.warnings:
        # A note belongs to the warning before it.
        mine = mine if item.severity == "note" else item.file in labels
        found += [item] if mine else []
    return render(found, version.program.sources)


def _ends_early(engine: Engine, program: Program, newest: Unit) -> CompileError | None:
    """Return the error that a text ends too early, which gcc finds in the unit behind it."""
    number = program.units.index(newest) + 1
    if number == len(program.units):
        return None
    try:
        engine.check(replace(program, units=program.units[:number]))
    except CompileError as error:
        all_found = [item for item in error.diagnostics if isinstance(item, Diagnostic)]
        mine = tuple(item for item in all_found if item.file == newest.label)
        if any(item.is_about_the_end for item in mine):
            return CompileError(render(mine, program.sources), mine)
    return None


def _check(source: str, unit: str | None, label: str | None) -> None:
    if not isinstance(source, str):
        raise TypeError(f"the text of a unit is a str, not {type(source).__name__}")
    for name in (unit, label):
        if name is not None and not name.isprintable():
            raise DsuError(f"{name!r} cannot name a unit: messages name it in one line")
    refuse_what_no_file_holds(source, label or unit or "cell")


def _without_older(
    engine: Engine, program: Program, newest: Unit, before: Version | None
) -> Program:
    """Take from the other units what ``newest`` defines again."""
    try:
        return cells.superseded(program, newest, engine.frontend.version(program, 0))
    except DsuError:
        # A text that cannot be parsed: what it seems to define, for the compiler to judge.
        return program if before is None else cells.seemingly_superseded(program, newest, before)


def read_unit(path: str | Path) -> Unit:
    """Take a C file as a unit. Raises DsuError when it cannot be read."""
    try:
        text = decode(Path(path).read_bytes())
    except OSError as error:
        raise DsuError(f"{path}: {error.strerror}") from error
    return Unit(str(path), text, str(path))


def _free_name(program: Program) -> str:
    names = {unit.name for unit in program.units}
    number = len(names) + 1
    while f"cell {number}" in names:
        number += 1
    return f"cell {number}"
