"""Traces as plain data for the figure's script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsu_kernel.steps.trace import came_when, verdict, where

if TYPE_CHECKING:
    from dsu_kernel.memory.cell import Cell
    from dsu_kernel.program.info import PointInfo
    from dsu_kernel.steps.trace import Activation, Picture, Timing, Trace


def overview(timing: Timing) -> dict[str, Any]:
    """What does not depend on the moment: the texts, their restriction sets, all results."""
    change = timing.quiet.change
    return {
        "name": change.name,
        "note": change.note,
        "changed": list(timing.quiet.changed),
        "texts": [change.old, change.new],
        "sets": [_sets(points) for points in timing.points],
        "moments": [
            {
                "where": where(timing.quiet, picture),
                "on": _result(timing.at(number, analysis=True)),
                "off": _result(timing.at(number, analysis=False)),
            }
            for number, picture in enumerate(timing.moments)
        ],
    }


def _sets(points: tuple[PointInfo, ...]) -> dict[str, list[str]]:
    """The restriction set of each line; a line with several points has what all restrict."""
    found: dict[str, set[str]] = {}
    for point in points:
        found.setdefault(str(point.line), set()).update(point.restricted)
    return {line: sorted(names) for line, names in found.items()}


def _result(trace: Trace) -> dict[str, Any]:
    return {
        "came": came_when(trace),
        "outcome": trace.outcome.partition("\n")[0],
        "verdict": verdict(trace).rstrip(": "),
        "wrong": trace.wrong,
    }


def run(trace: Trace) -> dict[str, Any]:
    """One run, picture by picture."""
    return {
        "moment": trace.moment,
        "analysis": trace.analysis,
        **_result(trace),
        "outcome": trace.outcome,
        "output": trace.output,
        "pictures": [_picture(picture) for picture in trace.pictures],
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "phase": picture.phase,
        "run": picture.run,
        "version": picture.version,
        "stack": [_activation(activation) for activation in picture.stack],
        "globals": [_cell(cell) for cell in picture.globals],
        "heap": [_cell(cell) for cell in picture.heap],
        "arrows": [
            {"from": hex(a.source_address), "to": hex(a.target_address), "text": str(a)}
            | {"wrong": a.wrong}
            for a in picture.arrows
        ],
        "restricted": list(picture.restricted),
        "events": list(picture.events),
        "wrong": picture.wrong,
    }


def _activation(activation: Activation) -> dict[str, Any]:
    return {
        "function": activation.function,
        "version": activation.version,
        "line": activation.line,
        "variables": [_cell(cell) for cell in activation.variables],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    state = cell.state
    found: dict[str, Any] = {
        "name": cell.name,
        "type": cell.type,
        "at": hex(cell.address),
        "size": cell.size,
        "text": cell.text,
        "bytes": cell.data.hex(" "),
        "pointer": cell.target is not None,
        "parts": [_cell(part) for part in cell.parts],
    }
    if state is not None:
        found["state"] = {
            "version": state.version,
            "status": state.status,
            "text": str(state),
            "away": hex(state.data) if state.outgrown else "",
        }
    return found
