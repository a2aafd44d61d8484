"""Patches for readers: the state in words, what changes, why one waits; all of them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dsu_kernel.views.view import Source, Table, View, table
from dsu_kernel.wording import counted, few

if TYPE_CHECKING:
    from dsu_kernel.patch.difference import Difference, FieldText, GlobalChange
    from dsu_kernel.patch.handle import Patch
    from dsu_kernel.session import Session

MEANING = {
    "applied": "applied",
    "empty": "nothing changed",
    "pending": "waiting for a safe moment",
    "planned": "planned, not applied",
    "refused": "refused",
    "cancelled": "taken back, a newer text has replaced it",
}


def meaning(patch: Patch) -> str:
    """A patch's state in words."""
    return "held back" if patch.state == "pending" and patch.kept_back else MEANING[patch.state]


def patch_view(patch: Patch) -> View:
    """A patch: its state in words, what it changes, and why it waits."""
    title = f"v{patch.version}: {meaning(patch)}"
    parts: list[str | Table | Source] = []
    if patch.warnings:
        parts.append(Source("gcc's warnings", patch.warnings))
    if patch.state == "empty":
        same = f"{MEANING['empty']}; the program stays at v{patch.version}"
        return View(same, tuple(parts), patch)
    if patch.verdict:
        parts.append(patch.verdict)
    if patch.losses:
        parts.append("not carried over: " + ", ".join(patch.losses))
    if patch.initial:
        parts += _initial_notes(patch.difference)
    else:
        parts += _change_tables(patch.difference)
    if patch.moments and patch.state in ("planned", "pending"):
        parts.append(_moments_table(patch))
    return View(title, tuple(parts), patch)


def _moments_table(patch: Patch) -> Table:
    """Each update point: can the patch be applied there, whatever is on the stack?"""
    rows = (
        (m.function, m.unit, m.line, m.when, ", ".join(m.names), " < ".join(m.chain))
        for m in patch.moments
    )
    columns = "function, unit, line, when, because of, through"
    return table("Update points", columns, rows)


def _initial_notes(difference: Difference) -> Iterator[str]:
    groups = (
        ("functions", difference.functions_added),
        ("types", difference.types_added),
        ("globals", difference.globals_added),
    )
    for kind, names in groups:
        if names:
            yield f"{kind}: {few(names, 24)}"


def _change_tables(difference: Difference) -> Iterator[Table]:
    functions = [
        *((name, "added") for name in difference.functions_added),
        *((name, "prototype changed") for name in difference.prototypes_changed),
        *((name, "body changed") for name in difference.bodies_changed),
        *_reissued(difference),
        *((name, "deleted") for name in difference.functions_deleted),
    ]
    types = [
        *((name, "added", "", "", "") for name in difference.types_added),
        *(
            (c.name, "changed", _fields(c.old_fields), _fields(c.new_fields), _lines(c.notes))
            for c in difference.types_changed
        ),
        *((name, "deleted", "", "", "") for name in difference.types_deleted),
    ]
    variables = [
        *((name, "added") for name in difference.globals_added),
        *((c.key, _retyped(c)) for c in difference.globals_changed),
        *(
            (name, "new initialiser; its live value is kept")
            for name in difference.initialisers_kept
        ),
        *((name, "new constant value") for name in difference.constants_replaced),
        *((name, "deleted") for name in difference.globals_deleted),
    ]
    if functions:
        yield table("Functions", "name, change", functions)
    if types:
        yield table("Types", "name, change, old fields, new fields, notes", types)
    if variables:
        yield table("Globals", "name, change", variables)


def _reissued(difference: Difference) -> Iterator[tuple[str, str]]:
    """Functions compiled anew, one row for each reason: they can be all users of a type."""
    reasons: dict[str, list[str]] = {}
    for name, why in difference.reissued.items():
        reasons.setdefault(why, []).append(name)
    for why, names in reasons.items():
        yield "\n".join(map(", ".join, _batched(names, 3))), f"re-issued: {why}"


def _batched(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the names in groups, a line of a table each."""
    return (names[at : at + size] for at in range(0, len(names), size))


def _retyped(change: GlobalChange) -> str:
    return "\n".join((f"{change.old_type} becomes {change.new_type}", *change.notes))


_MADE = ("dsu_result", "dsu_first")  # extraction/naming.py, which the kernel's start does not need


def _fields(fields: Iterable[FieldText]) -> str:
    """Fields, a line each; of loop states without those that only the generated code uses."""
    return _lines(field for field in fields if field.name not in _MADE)


def _lines(items: Iterable[object]) -> str:
    return "\n".join(map(str, items))


def nothing_waits(*, held: bool) -> str:
    """What is said when patches are let go and none waits."""
    return "no patch waits" + ("; patches are no longer held back" if held else "")


def given_view(session: Session, clear: str) -> View:
    """The user's own code that is set for the next patch; ``clear``: what takes it back."""
    given = session.given()
    if not given:
        return View("nothing is set for the next patch", (), given)
    parts: list[str | Source] = []
    if given.state is not None:
        parts.append(Source(f"runs once, {given.state.label}", given.state.text.strip("\n")))
    for each in given.transformers:
        title = f"for each old object of struct {each.type_name}"
        parts.append(Source(title, each.text.strip("\n")))
    if session.pending is not None:
        parts.append(f"v{session.pending.version}, which waits, has what was set before it")
    parts.append(f"{clear} takes it back")
    return View("set for the next patch", tuple(parts), given)


def timeline_view(session: Session) -> View:
    """The versions of the program in order, with how long each waited and paused."""
    entries = session.timeline
    rows = (
        (
            f"v{entry.version}",
            few(tuple((entry.unit or "").split(", ")), 1),
            MEANING.get(entry.state, entry.state),
            entry.summary,
            "" if entry.waited_s is None else f"{entry.waited_s:.3f} s",
            "" if entry.pause_us is None else f"{entry.pause_us:.0f} µs",
        )
        for entry in entries
    )
    listing = table("Timeline", "version, unit, state, change, waited, pause", rows)
    return View(counted(len(entries), "patch"), (listing,) if entries else (), entries)
