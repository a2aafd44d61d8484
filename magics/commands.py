"""The magics: each parses its line, calls the session, and shows what came back."""

from __future__ import annotations

import functools
import shlex

from IPython.core.magic import (
    cell_magic,
    line_cell_magic,
    line_magic,
    magics_class,
    no_var_expand,
)
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.errors import DsuError
from dsu_kernel.views.generated import beside_view, code_view
from dsu_kernel.views.patches import given_view, patch_view, timeline_view
from dsu_kernel.views.safety import safety_view, types_view
from dsu_kernel.views.status import status_view
from dsu_kernel.views.view import View

from .cells import name_of_cell
from .running import ask, unless_interrupted, watched
from .sessions import NamedSession, SessionMagics, command, raw_command


@magics_class
class DsuMagics(SessionMagics):
    """Define a program, run it and look at it."""

    @magic_arguments()
    @argument("name", nargs="?", help="name of the unit; without it the cell is the unit")
    @argument("--unit", help="the same, as an option")
    @argument("--cflags", help="options for the C compiler, in the first cell of a program")
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @argument("--bare", action="store_true", help="the cell shows no magic: its C begins at line 1")
    @cell_magic
    @command
    def dsu_c(self, program: NamedSession, line: str, cell: str) -> View:
        """Define a unit of the program, or change it: the running program is patched."""
        args = parse_argstring(self.dsu_c, line)
        program.use_flags(args.cflags)
        name = name_of_cell(self.shell, args.unit or args.name)
        text = cell if args.bare else as_in_cell(cell)
        patch = program.session.define(text, name.unit, label=name.label, wait=0)
        if patch.state != "empty":
            program.latest = patch
        if patch.state == "pending":
            unless_interrupted(lambda: patch.wait(args.wait))
            patch.raise_refusal()  # by its state transformer, meanwhile
        return patch_view(patch)

    @magic_arguments()
    @argument("name", nargs="?", help="name of the unit, for a cell")
    @argument("--unit", help="the same, as an option")
    @argument("--wait", type=float, default=0.0, help="seconds to wait for what is pending")
    @line_cell_magic
    @command
    def dsu_plan(self, program: NamedSession, line: str, cell: str | None = None) -> View:
        """What the cell would change; as a line: what the latest change did or waits for."""
        args = parse_argstring(self.dsu_plan, line)
        if cell is not None:
            name = name_of_cell(self.shell, args.unit or args.name)
            planned = program.session.plan(as_in_cell(cell), name.unit, label=name.label)
            return patch_view(planned)
        latest = program.latest
        if latest is None:
            return View("no change so far")
        if latest.state == "pending":
            unless_interrupted(lambda: latest.wait(args.wait))
        return patch_view(latest)

    @no_var_expand
    @line_magic
    @raw_command
    def dsu(self, program: NamedSession, line: str) -> object:
        """Evaluate a C expression in the live process; its value is a Python value."""
        return program.session.eval(line.strip().removesuffix(";"), on_input=ask)

    @magic_arguments()
    @argument("--wait", type=float, default=1.0, help="seconds to wait for its end")
    @argument("function", nargs="?", default="main", help="the function to start")
    @argument("args", nargs="...", help="its arguments")
    @line_magic
    @raw_command
    def dsu_run(self, program: NamedSession, line: str) -> View:
        """Start a function of the program, usually main, on the program's main thread."""
        args = parse_argstring(self.dsu_run, line)
        words = [word for token in args.args for word in shlex.split(token)]
        values = words if args.function == "main" else list(map(_python_value, words))
        session = program.session

        return watched(
            session, args.function, args.wait, lambda: session.run(args.function, *values)
        )

    @line_magic
    @command
    def dsu_status(self, program: NamedSession, line: str) -> View:
        """What runs, in which version, and what waits."""
        return status_view(program.session)

    @magic_arguments()
    @argument("names", nargs="+", help="functions or types")
    @argument("--title", default="slide", help="what the text of the cell is")
    @line_cell_magic
    @command
    def dsu_show(self, program: NamedSession, line: str, cell: str | None = None) -> View:
        """The C that is generated for functions or types; with a cell: beside its text."""
        args = parse_argstring(self.dsu_show, line)
        if cell is not None:
            return beside_view(program.session, args.names, cell, args.title)
        return code_view(program.session, *args.names)

    @line_magic
    @command
    def dsu_about(self, program: NamedSession, line: str) -> View:
        """Tell what is known about a name of the program: type, version, place, callers."""
        name = line.strip()
        text = program.session.inspect(name)
        if not name:
            raise DsuError("which name? %dsu_about NAME")
        if text is None:
            raise DsuError(f"the program has no name {name}")
        return View(text, (), name)

    @line_magic
    @command
    def dsu_safety(self, program: NamedSession, line: str) -> View:
        """Show the update points (of a function) and what may not change at each."""
        return safety_view(program.session, line.strip() or None)

    @line_magic
    @command
    def dsu_types(self, program: NamedSession, line: str) -> View:
        """List the struct types: may they change, and why not."""
        return types_view(program.session)

    @line_magic
    @command
    def dsu_timeline(self, program: NamedSession, line: str) -> View:
        """List the patches so far."""
        return timeline_view(program.session)

    @line_magic
    @command
    def dsu_stop(self, program: NamedSession, line: str) -> View:
        """End the live process; the program's text stays."""
        report = program.session.stop()
        if not program.session.units:
            return View("there is no program")
        text = "%dsu_restart starts the program anew from its text"
        return View("stopped", (str(report), text) if report else (text,), report)

    @line_magic
    @command
    def dsu_restart(self, program: NamedSession, line: str) -> View:
        """End the live process and start the program anew from its latest text."""
        program.session.restart()
        program.latest = None
        return View(f"restarted as v{program.session.version}; its data is new")

    @line_cell_magic
    @command
    def dsu_transform(self, program: NamedSession, line: str, cell: str | None = None) -> View:
        """Give the C that turns an old object of a type (xin) into a new one (xout).

        As a line: show what is set for the next patch.
        """
        if cell is None:
            return given_view(program.session, "%dsu_state --clear")
        name = line.strip().removeprefix("struct ")
        if not name:
            raise DsuError("of which type? %%dsu_transform T, and below it the C for its fields")
        program.session.transform(name, as_in_cell(cell))
        if not cell.strip():
            return View(f"the next patch uses no transformer of yours for {name}")
        return View(f"the next patch that changes {name} will use this transformer")


def as_in_cell(cell: str) -> str:
    """The text of a cell with the line of the magic blank, so that lines count as shown."""
    return f"\n{cell}"


def _python_value(word: str) -> object:
    """An argument on a magic's line: a number where it reads as one."""
    for convert in (functools.partial(int, base=0), float):
        try:
            return convert(word)
        except ValueError:
            continue
    return word
