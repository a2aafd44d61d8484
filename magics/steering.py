"""The magics that steer patches: hold, apply, cancel, go back, and code that runs at the update."""

from __future__ import annotations

from IPython.core.magic import line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.errors import DsuError
from dsu_kernel.views.patches import given_view, nothing_waits, patch_view
from dsu_kernel.views.view import View

from .cells import name_of_cell
from .commands import as_in_cell
from .sessions import NamedSession, SessionMagics, command


@magics_class
class SteeringMagics(SessionMagics):
    """When patches come, and what runs with them."""

    @line_cell_magic
    @command
    def dsu_state(self, program: NamedSession, line: str, cell: str | None = None) -> View:
        """C that runs once in the live process when the next patch is applied.

        As a line: show what is set for the next patch; with --clear: take it back.
        """
        if cell is None:
            if line.split() == ["--clear"]:
                program.session.clear_given()
            elif line.strip():
                raise DsuError("the C stands below %%dsu_state; %dsu_state alone shows what is set")
            return given_view(program.session, "%dsu_state --clear")
        name = name_of_cell(self.shell, line.strip() or None)
        program.session.state(as_in_cell(cell), name.label)
        if not cell.strip():
            return View("the next patch runs no state transformer")
        return View("the next patch will run this state transformer when it is applied")

    @magic_arguments()
    @argument("version", type=int, help="the version to go back to")
    @argument("--plan", action="store_true", help="only tell what would happen")
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_rollback(self, program: NamedSession, line: str) -> View:
        """Go back to the text of an earlier version, by a patch like any other."""
        args = parse_argstring(self.dsu_rollback, line)
        if args.plan:
            return patch_view(program.session.plan_rollback(args.version))
        program.latest = program.session.rollback(args.version, wait=args.wait)
        return patch_view(program.latest)

    @line_magic
    @command
    def dsu_hold(self, program: NamedSession, line: str) -> View:
        """Keep patches back until %dsu_apply."""
        program.session.hold()
        return View("patches are held back; %dsu_apply lets them go")

    @magic_arguments()
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_apply(self, program: NamedSession, line: str) -> View:
        """Let the patch that waits be applied at the next safe moment."""
        args = parse_argstring(self.dsu_apply, line)
        held = program.session.holding
        patch = program.session.apply(wait=args.wait)
        if patch is None:
            return View(nothing_waits(held=held))
        return patch_view(patch)

    @line_magic
    @command
    def dsu_cancel(self, program: NamedSession, line: str) -> View:
        """Take back the patch that waits."""
        taken = program.session.cancel()
        return View("the patch is taken back" if taken else "no patch waits")

    @magic_arguments()
    @argument("files", nargs="+", help="the program's C files, each with a scope of its own")
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_load(self, program: NamedSession, line: str) -> View:
        """Take C files as the program, or patch it with what they say now."""
        args = parse_argstring(self.dsu_load, line)
        program.latest = program.session.load(*args.files, wait=args.wait)
        return patch_view(program.latest)
