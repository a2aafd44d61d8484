"""From what a session reports to what a magic shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dsu_kernel.editor.excerpt import excerpt
from dsu_kernel.wording import counted, few

from .view import Beside, Source, Table, View, table

if TYPE_CHECKING:
    from dsu_kernel.patch.difference import Difference, FieldText, GlobalChange
    from dsu_kernel.patch.handle import Patch
    from dsu_kernel.program.info import ChildInfo, FunctionInfo, PointInfo, TypeInfo
    from dsu_kernel.program.words import Words
    from dsu_kernel.session import Session

    from .sessions import NamedSession

MEANING = {
    "applied": "applied",
    "empty": "nothing changed",
    "pending": "waiting for a safe moment",
    "planned": "planned, not applied",
    "refused": "refused",
    "cancelled": "taken back, a newer text has replaced it",
}


def patch_view(patch: Patch) -> View:
    """A patch: its state in words, what it changes, and why it waits."""
    title = f"v{patch.version}: {MEANING[patch.state]}"
    if patch.state == "empty":
        return View(f"{MEANING['empty']}; the program stays at v{patch.version}", (), patch)
    parts: list[str | Table] = []
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


def status_view(session: Session) -> View:
    """What the program is and does at this moment."""
    if not session.units:
        return View("no program yet; define one with %%dsu_c")
    pending = session.pending
    title = f"v{session.version}, {_doing(session)}"
    parts: list[str | Table] = []
    if session.wants_input:
        parts.append("the program waits for its standard input")
    if pending is not None:
        parts.append(f"v{pending.version} is {MEANING['pending']}: {pending.verdict or ''}")
    if given := session.given():
        parts.append(f"set for the next patch: {given}")
    words = session.words
    functions = table(
        "Functions",
        "name, version, prototype, unit, line",
        (
            (f.name, f"v{f.version}", _prototype(f, words), f.unit, f.line)
            for f in session.functions
        ),
    )
    variables = table(
        "Globals",
        "name, type, unit, line",
        ((g.name, g.type, g.unit, g.line) for g in session.globals),
    )
    children = children_table(session.children, session.version)
    parts += [part for part in (children, functions, variables) if part.rows]
    return View(title, tuple(parts), session)


def _prototype(function: FunctionInfo, words: Words) -> str:
    """Nothing for a part of a loop: nobody calls it."""
    told = words.prototype(function.name, function.prototype)
    return "" if told == words.told(function.name.partition("@")[0]) else told


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


CHILD_STATES = {
    "running": "running",
    "blocked": "blocked",
    "stopped": "stopped by a signal",
    "ended": "has ended; nobody has waited for it",
}


def children_table(children: Iterable[ChildInfo], version: int) -> Table:
    """The processes that the program has started; ``version``: the one in force in the program."""
    rows = (
        (
            child.pid,
            child.parent,
            _code_of_child(child, version),
            CHILD_STATES.get(child.state, child.state),
            f"{child.unit}:{child.line} in {child.function}" if child.unit else "",
        )
        for child in children
    )
    return table("Child processes", "process, parent, code, does, seen at", rows)


def _code_of_child(child: ChildInfo, version: int) -> str:
    """In which version it was forked and stays, but for a patch that was waiting then."""
    if child.program:
        return f"runs {child.program}"
    if child.version is None:
        return "not known"
    stays = "; a patch may still come" if child.pending else ""
    return f"v{child.version}{' (old)' if child.version < version else ''}{stays}"


def sessions_view(sessions: Iterable[NamedSession], current: str) -> View:
    """The sessions of a notebook, each with what its program does."""
    rows = [
        (
            named.name,
            "this one" if named.name == current else "",
            f"v{named.session.version}" if named.session.units else "no program yet",
            _doing(named.session),
            "" if named.session.pending is None else f"v{named.session.pending.version}",
            ", ".join(named.session.units),
        )
        for named in sessions
    ]
    columns = "name, current, version, state, waiting, units"
    listing = table("Sessions", columns, rows)
    return View(counted(len(rows), "session"), (listing,) if rows else ())


def _doing(session: Session) -> str:
    if session.exit is not None:
        return "ended"
    return "running" if session.running else "not running"


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
    where = f" ({info.place})" if info.place else ""
    size, slop = ("", "") if info.size is None else (info.size, info.slop)
    may = CHANGES.get(info.wrappability, info.wrappability)
    return (info.name, may, f"{info.reason}{where}", size, slop, info.versions, info.converted)


def safety_view(session: Session, name: str | None) -> View:
    """The update points, of one function or unit, each with its set, drawn on the source."""
    points = [p for p in session.safety() if name is None or name in (p.function, p.unit)]
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


def code_view(session: Session, *names: str) -> View:
    """The C that is generated for functions or types."""
    code = "\n".join(map(session.show, names))
    return View(
        f"{', '.join(names)}, as compiled", (Source("Generated C", code, generated=True),), code
    )


def beside_view(session: Session, names: Sequence[str], given: str, title: str) -> View:
    """A text, and beside it what the compiler really gets for the names."""
    code = "\n".join(map(session.show, names))
    own = excerpt(code, f"{given} {' '.join(names)}")
    sides = Beside(Source(title, f"{given.strip()}\n"), Source("generated", own, generated=True))
    return View(f"{', '.join(names)}, as compiled", (sides,), own)
