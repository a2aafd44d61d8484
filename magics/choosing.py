"""The magics that choose among several sessions of a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from IPython.core.magic import line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.views.status import doing
from dsu_kernel.views.view import View, table
from dsu_kernel.wording import counted

from .sessions import NamedSession, SessionMagics, command


@magics_class
class ChoosingMagics(SessionMagics):
    """Each session is a program with a live process of its own."""

    @line_magic
    @command
    def dsu_sessions(self, program: NamedSession, line: str) -> View:
        """List the sessions of this notebook."""
        return _sessions_view(self.sessions.opened, self.sessions.current)

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


def _sessions_view(sessions: Iterable[NamedSession], current: str) -> View:
    """The sessions of a notebook, each with what its program does."""
    rows = [
        (
            named.name,
            "this one" if named.name == current else "",
            f"v{named.session.version}" if named.session.units else "no program yet",
            doing(named.session),
            "" if named.session.pending is None else f"v{named.session.pending.version}",
            ", ".join(named.session.units),
        )
        for named in sessions
    ]
    columns = "name, current, version, state, waiting, units"
    listing = table("Sessions", columns, rows)
    return View(counted(len(rows), "session"), (listing,) if rows else ())
