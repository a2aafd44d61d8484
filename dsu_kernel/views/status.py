"""What a program is and does at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dsu_kernel.views.patches import meaning
from dsu_kernel.views.view import Table, View, table

if TYPE_CHECKING:
    from dsu_kernel.program.info import ChildInfo, FunctionInfo
    from dsu_kernel.program.words import Words
    from dsu_kernel.session import Session


def status_view(session: Session) -> View:
    """What the program is and does at this moment."""
    if not session.units:
        return View("no program yet; define one with %%dsu_c")
    pending = session.pending
    title = f"v{session.version}, {doing(session)}"
    parts: list[str | Table] = []
    if session.wants_input:
        parts.append("the program waits for its standard input")
    if pending is not None:
        parts.append(f"v{pending.version} is {meaning(pending)}: {pending.verdict or ''}")
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


def doing(session: Session) -> str:
    """Whether the program runs, in a word or two."""
    if session.exit is not None:
        return "ended"
    return "running" if session.running else "not running"
