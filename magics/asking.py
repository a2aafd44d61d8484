"""The program's standard input: the notebook is asked when the program waits for some."""

from __future__ import annotations

from IPython.core.magic import line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.views.view import View

from .running import watched
from .sessions import NamedSession, SessionMagics, command, raw_command


@magics_class
class AskingMagics(SessionMagics):
    """Input, and waiting for a program that has been started."""

    @line_magic
    @raw_command
    def dsu_input(self, program: NamedSession, line: str) -> View:
        """Give the program a line of input; without a text, the end of its input."""
        if not line.strip():
            program.session.end_input()
            return View("the program's standard input has ended")
        program.session.write_stdin(f"{line}\n")
        return View(f"given: {line}")

    @magic_arguments()
    @argument("seconds", nargs="?", type=float, help="how long; without it, until it ends")
    @line_magic
    @command
    def dsu_wait(self, program: NamedSession, line: str) -> View:
        """Wait until the program that %dsu_run started has ended; an interrupt ends the waiting."""
        seconds = parse_argstring(self.dsu_wait, line).seconds
        return watched(program.session, "the program", seconds)
