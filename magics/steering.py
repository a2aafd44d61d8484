"""The magics that steer patches: hold, apply, cancel, go back, and code that runs at the update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from . import describe
from .cells import name_of_cell
from .commands import as_in_cell, command
from .view import View

if TYPE_CHECKING:
    from dsu_kernel.session import Session

    from .commands import DsuMagics
    from .console import Console


@magics_class
class SteeringMagics(Magics):
    """Works on the session of the other magics."""

    def __init__(self, shell: Any, program: DsuMagics) -> None:  # noqa: ANN401
        super().__init__(shell)
        self._program = program

    @property
    def console(self) -> Console:
        """Where the program's output goes."""
        return self._program.console

    @property
    def session(self) -> Session:
        """The program's session."""
        return self._program.session

    @cell_magic
    @command
    def dsu_state(self, line: str, cell: str) -> View:
        """C statements that run once in the live process when the next patch is applied."""
        name = name_of_cell(self.shell, line.strip() or None)
        self.session.state(as_in_cell(cell), name.label)
        if not cell.strip():
            return View("the next patch runs no state transformer")
        return View("the next patch will run this state transformer when it is applied")

    @magic_arguments()
    @argument("version", type=int, help="the version to go back to")
    @argument("--plan", action="store_true", help="only tell what would happen")
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_rollback(self, line: str) -> View:
        """Go back to the text of an earlier version, by a patch like any other."""
        args = parse_argstring(self.dsu_rollback, line)
        if args.plan:
            return describe.patch_view(self.session.plan_rollback(args.version))
        return describe.patch_view(self.session.rollback(args.version, wait=args.wait))

    @line_magic
    @command
    def dsu_hold(self, line: str) -> View:
        """Keep patches back until %dsu_apply."""
        self.session.hold()
        return View("patches are held back; %dsu_apply lets them go")

    @magic_arguments()
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_apply(self, line: str) -> View:
        """Let the patch that waits be applied at the next safe moment."""
        args = parse_argstring(self.dsu_apply, line)
        patch = self.session.apply(wait=args.wait)
        return View("no patch waits") if patch is None else describe.patch_view(patch)

    @line_magic
    @command
    def dsu_cancel(self, line: str) -> View:
        """Take back the patch that waits."""
        taken = self.session.cancel()
        return View("the patch is taken back" if taken else "no patch waits")

    @magic_arguments()
    @argument("files", nargs="+", help="the program's C files, each with a scope of its own")
    @argument("--wait", type=float, default=1.0, help="seconds to wait for a safe moment")
    @line_magic
    @command
    def dsu_load(self, line: str) -> View:
        """Take C files as the program, or patch it with what they say now."""
        args = parse_argstring(self.dsu_load, line)
        return describe.patch_view(self.session.load(*args.files, wait=args.wait))
