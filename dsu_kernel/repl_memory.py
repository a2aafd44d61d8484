"""The terminal's commands that look at memory."""

from __future__ import annotations

from dsu_kernel.errors import DsuError
from dsu_kernel.magics.options import taken
from dsu_kernel.session import Session

MEMORY_COMMANDS = {
    "layout": "STRUCT: where its fields lie, version by version",
    "object": "[--depth N] EXPRESSION, or --convert EXPRESSION: an object in memory",
    "objects": "STRUCT: its objects that globals lead to, with their versions",
}


class MemoryCommands:
    """The part of the commands that reads memory; nothing of the program runs."""

    _session: Session

    def _layout(self, rest: str) -> str:
        if not rest:
            raise DsuError("which struct? :types lists them")
        return str(self._session.layout(rest))

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
