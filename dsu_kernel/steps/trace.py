"""What a run of a watched program showed, as frozen data and as text: its pictures, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dsu_kernel.memory.cell import Cell
from dsu_kernel.program.info import PointInfo
from dsu_kernel.steps.pair import Change

Phase = Literal["step", "waiting", "applied", "converted", "end"]


@dataclass(frozen=True, slots=True)
class Activation:
    """A function on the stack: its body's version, and the line that it is about to execute.

    In a function that has called another, ``line`` is that of the call.
    """

    function: str
    version: int
    unit: str
    line: int
    variables: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A pointer in the picture and what it leads to.

    ``declared`` is the type that the pointer promises, ``actual`` what lies there in the version
    that the object has now. They differ: ``wrong``, and code that uses the pointer makes a type
    error.
    """

    source: str
    source_address: int
    target: str
    target_address: int
    declared: str
    actual: str

    @property
    def wrong(self) -> bool:
        """Whether the pointer promises another type than there is."""
        return self.declared != self.actual

    def __str__(self) -> str:
        mark = f", expected {pointer_to(self.declared)}, got {pointer_to(self.actual)}"
        return f"{self.source} → {self.target}{mark if self.wrong else ''}"


def pointer_to(text: str) -> str:
    """Return the type of a pointer to a type: ``int **`` for ``int *``."""
    return f"{text}*" if text.endswith("*") else f"{text} *"


@dataclass(frozen=True, slots=True)
class Picture:
    """The program at one step, before the statement at the innermost activation's line.

    ``phase``: "step"; or, at the moment of the update, "waiting" (tried, and refused for now),
    "applied" (without a stack: between two calls), and "converted" (the type transformer has run on
    the objects in sight); "end": the program is over. ``restricted`` is the restriction set of the
    point, ``version`` that of the program, ``run`` counts the calls of the entry. ``events`` say
    what has happened since the picture before, ``wrong`` whether that was an error.
    """

    number: int
    run: int
    phase: Phase
    version: int
    stack: tuple[Activation, ...]
    globals: tuple[Cell, ...]
    heap: tuple[Cell, ...]
    arrows: tuple[Arrow, ...]
    restricted: tuple[str, ...]
    events: tuple[str, ...]
    wrong: bool = False

    @property
    def line(self) -> int:
        """The line about to be executed; 0 at the end."""
        return self.stack[0].line if self.stack else 0


@dataclass(frozen=True, slots=True)
class Trace:
    """One run: the update was requested at step ``moment`` (None: never).

    ``analysis``: whether the restriction sets were heeded. ``applied`` is the step at which the
    patch was applied. ``outcome`` says how the process ended, ``crashed`` whether by a signal.
    """

    change: Change
    moment: int | None
    analysis: bool
    pictures: tuple[Picture, ...]
    applied: int | None
    outcome: str
    crashed: bool
    output: str
    changed: tuple[str, ...]

    @property
    def wrong(self) -> bool:
        """Whether anything went wrong: a type error was seen in memory, or the program crashed."""
        return self.crashed or any(picture.wrong for picture in self.pictures)

    def __str__(self) -> str:
        return trace_text(self)


@dataclass(frozen=True, slots=True)
class Timing:
    """A change tried at every moment, with the analysis on and off; each run was a real one.

    ``points`` are the update points of both versions with their restriction sets. ``quiet`` is the
    run without an update; the steps of its first call are the moments.
    """

    points: tuple[tuple[PointInfo, ...], tuple[PointInfo, ...]]
    quiet: Trace
    guarded: tuple[Trace, ...]
    unguarded: tuple[Trace, ...]

    @property
    def moments(self) -> tuple[Picture, ...]:
        """The steps at which an update was requested."""
        return moments_of(self.quiet)

    def at(self, moment: int, *, analysis: bool) -> Trace:
        """Return the run whose update was requested at a step. Raises IndexError."""
        return (self.guarded if analysis else self.unguarded)[moment]

    def __str__(self) -> str:
        return timing_text(self)


def moments_of(quiet: Trace) -> tuple[Picture, ...]:
    """Return the steps of the first call of a run."""
    return tuple(p for p in quiet.pictures if p.phase == "step" and p.run == 0)


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
