"""Traces as text, picture by picture; a timing as a table of its moments."""

from __future__ import annotations

from collections.abc import Iterator

from dsu_kernel.memory.cell import Cell
from dsu_kernel.steps.trace import Picture, Timing, Trace

_PHASES = {
    "step": "",
    "waiting": "the update is tried",
    "applied": "the update is applied",
    "converted": "the type transformer has run",
    "end": "the end",
}


def trace_text(trace: Trace) -> str:
    """Return a run, picture by picture."""
    return "\n".join([heading(trace), *(picture_text(trace, p) for p in trace.pictures)])


def heading(trace: Trace) -> str:
    """Return one line about a run."""
    if trace.moment is None:
        return f"{trace.change.name}: no update; {trace.outcome}"
    on = "on" if trace.analysis else "off"
    came = came_when(trace)
    end = trace.outcome.partition("\n")[0]
    return f"update requested at step {trace.moment}, analysis {on}: {came}; {verdict(trace)}{end}"


def came_when(trace: Trace) -> str:
    """Return when the patch was applied."""
    if trace.applied is None:
        return "never applied"
    idle = any(p.phase == "applied" and not p.stack for p in trace.pictures)
    return "applied between the calls" if idle else f"applied at step {trace.applied}"


def verdict(trace: Trace) -> str:
    """Return what is to be said of the result first."""
    if trace.crashed:
        return "CRASH: "
    return "TYPE ERROR: " if trace.wrong else ""


def source_of(trace: Trace, picture: Picture) -> str:
    """Return the text of the version that the innermost function is compiled from."""
    version = picture.stack[0].version if picture.stack else picture.version
    return trace.change.new if version else trace.change.old


def picture_text(trace: Trace, picture: Picture) -> str:
    """Return one picture: where the program is, what happened, what memory holds."""
    lines = [f"[{picture.number}] {where(trace, picture)}"]
    lines += [f"      {'! ' if picture.wrong else ''}{event}" for event in picture.events]
    for activation in picture.stack:
        name = f"{activation.function} v{activation.version}"
        lines += [f"      {name}: {cell_line(cell)}" for cell in activation.variables]
    lines += [f"      global: {cell_line(cell)}" for cell in picture.globals]
    lines += [f"      heap: {cell_line(cell)}" for cell in picture.heap]
    lines += [f"      {arrow}" for arrow in picture.arrows]
    return "\n".join(lines)


def where(trace: Trace, picture: Picture) -> str:
    """Return the place of a picture with its restriction set."""
    phase = _PHASES[picture.phase]
    if not picture.stack:
        return phase
    rows = source_of(trace, picture).splitlines()
    text = rows[picture.line - 1].strip() if 0 < picture.line <= len(rows) else ""
    top = picture.stack[0]
    names = ", ".join(picture.restricted)
    extra = f"  ({phase})" if phase else ""
    return f"{top.function} v{top.version}, line {picture.line}: {text}  {{{names}}}{extra}"


def cell_line(cell: Cell) -> str:
    """Return a variable with its value, place and version in one line."""
    state = f"  [{cell.state}]" if cell.state is not None else ""
    return f"{cell.name} = {cell.text}  @{cell.address:#x}{state}"


def timing_text(timing: Timing) -> str:
    """Return what came of an update at each moment, with the analysis and without."""
    lines = [f"{timing.quiet.change.name}: an update of {', '.join(timing.quiet.changed)}"]
    lines += _moments(timing)
    return "\n".join(lines)


def _moments(timing: Timing) -> Iterator[str]:
    for number, picture in enumerate(timing.moments):
        yield f"{number:3}  {where(timing.quiet, picture)}"
        for analysis in (True, False):
            yield f"       {heading(timing.at(number, analysis=analysis)).partition(', ')[2]}"
