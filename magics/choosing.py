"""The magics that choose among several sessions of a notebook."""

from __future__ import annotations

from IPython.core.magic import line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from . import describe
from .sessions import NamedSession, SessionMagics, command
from .view import View


@magics_class
class ChoosingMagics(SessionMagics):
    """Each session is a program with a live process of its own."""

    @line_magic
    @command
    def dsu_sessions(self, program: NamedSession, line: str) -> View:
        """List the sessions of this notebook."""
        return describe.sessions_view(self.sessions.opened, self.sessions.current)

    @magic_arguments()
    @argument("name", nargs="?", help="the session that magics without --session are about")
    @argument("--close", metavar="NAME", help="end a session's process and forget its program")
    @line_magic
    @command
    def dsu_session(self, program: NamedSession, line: str) -> View:
        """Choose the session that magics are about, from now on."""
        args = parse_argstring(self.dsu_session, line)
        if args.close:
            self.sessions.close(args.close)
            return View(f"session {args.close} is closed, its program forgotten")
        if args.name:
            self.sessions.use(args.name)
        return View(f"magics without --session are about {self.sessions.current}")
