"""The terminal's commands that look at memory."""

from __future__ import annotations

from pathlib import Path

from dsu_kernel.editor.options import taken
from dsu_kernel.errors import DsuError
from dsu_kernel.steps.programs import PROGRAMS, change_of
from dsu_kernel.steps.timing import bad_timing
from dsu_kernel.steps.trace import Timing
from dsu_kernel.terminal.base import CommandSet

MEMORY_COMMANDS = {
    "layout": "[STRUCT]: where its fields lie, version by version; of those just changed",
    "object": "[--depth N] EXPRESSION, or --convert EXPRESSION: an object in memory",
    "timing": "[slides|used|FILE] [STEP on|off]: an update at each step, or one run of them",
    "objects": "STRUCT: its objects that globals lead to, with their versions",
}


class MemoryCommands(CommandSet):
    """The part of the commands that reads memory; nothing of the program runs."""

    def _layout(self, rest: str) -> str:
        return str(self._session.layout(rest) if rest else self._session.changed_types())

    def _object(self, rest: str) -> str:
        options, expression = taken(rest, {"depth": int, "convert": None})
        if not expression:
            raise DsuError("which object? for example: :object *list->head")
        if "convert" in options:
            return str(self._session.convert(expression))
        return str(self._session.object_graph(expression, depth=options.get("depth", 0)))

    def _objects(self, rest: str) -> str:
        if not rest:
            raise DsuError("of which struct? :types lists them")
        return str(self._session.objects(rest))

    def _timing(self, rest: str) -> str:
        """Tell of all moments, or of one run: ``slides 1 off``."""
        name, _, run = (rest or "slides").partition(" ")
        known = PROGRAMS.get(name)
        timing = bad_timing(known or change_of(_text_of(name)))
        return _one_run(timing, run.split()) if run else str(timing)


def _text_of(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as error:
        known = ", ".join(PROGRAMS)
        raise DsuError(f"{name}: {error.strerror}; the programs here are {known}") from error


def _one_run(timing: Timing, words: list[str]) -> str:
    number, *mode = words
    if not number.isdigit() or mode not in (["on"], ["off"], []):
        raise DsuError("which run? for example: :timing slides 1 off")
    if int(number) >= len(timing.moments):
        raise DsuError(f"there are {len(timing.moments)} moments, from 0")
    return str(timing.at(int(number), analysis=mode != ["off"]))
