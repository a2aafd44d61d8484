"""The magics that show memory: layouts of types, objects of the live process."""

from __future__ import annotations

import itertools

from IPython.core.magic import line_magic, magics_class

from dsu_kernel.errors import DsuError

from .figure import Figure
from .layout_html import layout_html
from .object_html import census_html, conversion_html, graph_html
from .options import taken
from .sessions import NamedSession, SessionMagics, Sessions, command, raw_command


@magics_class
class FigureMagics(SessionMagics):
    """Looking runs nothing of the program, and converts nothing."""

    def __init__(self, shell: object, sessions: Sessions) -> None:
        super().__init__(shell, sessions)
        self._numbers = itertools.count(1)

    @line_magic
    @command
    def dsu_layout(self, program: NamedSession, line: str) -> Figure:
        """Show where the fields of a struct lie, version by version, and the transformers."""
        if not line.strip():
            raise DsuError("which struct? %dsu_types lists them")
        layout = program.session.layout(line)
        return Figure(layout, layout_html(layout))

    @line_magic
    @raw_command
    def dsu_object(self, program: NamedSession, line: str) -> Figure:
        """Show an object and what its pointers lead to: [--depth N] EXPR, or --convert EXPR."""
        options, expression = taken(line, {"depth": int, "convert": None})
        if not expression:
            raise DsuError("which object? for example: %dsu_object *list->head")
        session = program.session
        if "convert" in options:
            conversion = session.convert(expression)
            return Figure(conversion, conversion_html(conversion))
        graph = session.object_graph(expression, depth=options.get("depth", 1))
        return Figure(graph, graph_html(graph, f"dsu-object-{next(self._numbers)}"))

    @line_magic
    @command
    def dsu_objects(self, program: NamedSession, line: str) -> Figure:
        """List the objects of a struct that globals lead to, each with its version."""
        if not line.strip():
            raise DsuError("of which struct? %dsu_types lists them")
        census = program.session.objects(line)
        return Figure(census, census_html(census))
