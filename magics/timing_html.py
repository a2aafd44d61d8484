"""Bad timing without a script: every moment's result, and one run picture by picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dsu_kernel.steps.trace import came_when, heading, source_of, verdict, where

from .html import code, details, paragraph, rows
from .object_html import badge

if TYPE_CHECKING:
    from dsu_kernel.memory.cell import Cell
    from dsu_kernel.steps.trace import Picture, Timing, Trace


def worst(timing: Timing) -> Trace:
    """The run that shows most: the first crash without the analysis, else the first error."""
    crashed = [trace for trace in timing.unguarded if trace.crashed]
    wrong = [trace for trace in timing.unguarded if trace.wrong]
    return next(iter((*crashed, *wrong, *timing.unguarded)))


def timing_html(timing: Timing) -> str:
    """A table of the moments, then the worst run without the analysis and the same with it."""
    change = timing.quiet.change
    bad = worst(timing)
    assert bad.moment is not None
    good = timing.at(bad.moment, analysis=True)
    head = paragraph(f"Bad timing: {change.name}", "dsu-title") + paragraph(change.note)
    strips = "".join(
        details(heading(trace), _strip(trace), opened=trace is bad) for trace in (bad, good)
    )
    return f'<div class="dsu-fig">{head}{_moments(timing)}{strips}</div>'


def _moments(timing: Timing) -> str:
    body = [
        (
            f"{number}: {code(where(timing.quiet, picture))}",
            _result(timing.at(number, analysis=True)),
            _result(timing.at(number, analysis=False)),
        )
        for number, picture in enumerate(timing.moments)
    ]
    names = ", ".join(timing.quiet.changed)
    caption = f"An update that changes {names}, requested at each step"
    return rows(caption, ("step", "analysis on", "analysis off"), body)


def _result(trace: Trace) -> str:
    word = verdict(trace).rstrip(": ")
    bad = f'<span class="dsu-badge dsu-bad">{word}</span> ' if word else ""
    return f"{bad}{escape(came_when(trace))}; {escape(trace.outcome.partition(chr(10))[0])}"


def _strip(trace: Trace) -> str:
    items = "".join(f"<li>{_picture(trace, picture)}</li>" for picture in trace.pictures)
    return f'<ol class="dsu-strip" start="0">{items}</ol>'


def _picture(trace: Trace, picture: Picture) -> str:
    parts = [paragraph(where(trace, picture))]
    if picture.stack:
        parts.append(_source(trace, picture))
    kind = "dsu-event dsu-bad" if picture.wrong else "dsu-event"
    parts += [paragraph(event, kind) for event in picture.events]
    cells = [(f"{a.function} v{a.version}", cell) for a in picture.stack for cell in a.variables]
    cells += [("global", cell) for cell in picture.globals]
    cells += [("heap", cell) for cell in picture.heap]
    if cells:
        body = [_cell_row(owner, cell) for owner, cell in cells]
        parts.append(rows("memory", ("variable", "where", "value"), body))
    parts += [
        paragraph(str(a), "dsu-event dsu-bad" if a.wrong else "dsu-soft") for a in picture.arrows
    ]
    return "".join(parts)


def _cell_row(owner: str, cell: Cell) -> tuple[str, str, str]:
    state = f" {badge(cell.state)}" if cell.state is not None else ""
    name = f"{escape(cell.name)} <small>{escape(owner)}</small>"
    return name, f"{cell.address:#x}", f"{escape(cell.text)}{state}"


def _source(trace: Trace, picture: Picture) -> str:
    """The line about to be executed, with its neighbours."""
    lines = source_of(trace, picture).splitlines()
    first = max(0, picture.line - 3)
    shown = [
        f"{'>' if number == picture.line else ' '} {number:3}  {text}"
        for number, text in enumerate(lines[first : picture.line + 2], first + 1)
    ]
    return f"<pre><code>{escape(chr(10).join(shown))}</code></pre>"
