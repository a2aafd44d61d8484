"""The magics that show memory: layouts of types, objects of the live process, bad timing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from IPython.core.magic import line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.editor.options import taken
from dsu_kernel.errors import DsuError

from .figure import Figure
from .layout_html import layout_html
from .object_html import census_html, conversion_html, update_html
from .sessions import NamedSession, SessionMagics, Sessions, command, raw_command

if TYPE_CHECKING:
    from .objects import ObjectWidget
    from .timing import TimingWidget


@magics_class
class FigureMagics(SessionMagics):
    """Looking runs nothing of the program, and converts nothing."""

    def __init__(self, shell: object, sessions: Sessions) -> None:
        super().__init__(shell, sessions)
        self._numbers = itertools.count(1)

    @line_magic
    @command
    def dsu_layout(self, program: NamedSession, line: str) -> Figure:
        """Show where the fields of a struct lie, version by version, and the transformers.

        Without a name: of all structs that the latest update has changed, with their objects.
        """
        if not line.strip():
            update = program.session.changed_types()
            return Figure(update, update_html(update))
        layout = program.session.layout(line)
        return Figure(layout, layout_html(layout))

    @line_magic
    @raw_command
    def dsu_object(self, program: NamedSession, line: str) -> Figure | ObjectWidget:
        """Show an object and what its pointers lead to: [--depth N] EXPR, or --convert EXPR."""
        from dsu_kernel.memory.browse import Browser

        from .objects import ObjectWidget

        options, expression = taken(line, {"depth": int, "convert": None})
        if not expression:
            raise DsuError("which object? for example: %dsu_object *list->head")
        session = program.session
        if "convert" in options:
            conversion = session.convert(expression)
            return Figure(conversion, conversion_html(conversion))
        browser = Browser(session, expression, depth=options.get("depth", 1))
        return ObjectWidget(browser, f"dsu-object-{next(self._numbers)}")

    @magic_arguments()
    @argument("program", nargs="?", default="slides", help="slides, or used; without a cell")
    @argument("--entry", default="main", help="the function that is called, for a cell")
    @argument("--runs", type=int, default=1, help="how often it is called")
    @argument("--slop", type=int, default=0, help="bytes that each struct may grow in place")
    @line_cell_magic
    @command
    def dsu_bad_timing(
        self, program: NamedSession, line: str, cell: str | None = None
    ) -> TimingWidget:
        """Try an update at each step of a program, with the safety analysis on and off.

        A cell has the program before and after the edit, with a line of --- between.
        """
        from dsu_kernel.steps.programs import change_of
        from dsu_kernel.steps.timing import bad_timing

        from .timing import TimingWidget

        args = parse_argstring(self.dsu_bad_timing, line)
        if cell is None:
            return TimingWidget(bad_timing(args.program, slop=args.slop))
        change = change_of(cell, args.entry, args.runs)
        return TimingWidget(bad_timing(change, slop=args.slop))

    @line_magic
    @command
    def dsu_objects(self, program: NamedSession, line: str) -> Figure:
        """List the objects of a struct that globals lead to, each with its version."""
        if not line.strip():
            raise DsuError("of which struct? %dsu_types lists them")
        census = program.session.objects(line)
        return Figure(census, census_html(census))
