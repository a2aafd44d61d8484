"""Where the terminal begins.

On a terminal it has highlighting, history and completion (``prompt.py``); in a pipe it is plain and
scriptable: errors go to standard error with their line, and set the exit status.
"""

from __future__ import annotations

import sys
from typing import TextIO

from dsu_kernel.editor.routing import Piece, pieces
from dsu_kernel.session import Session
from dsu_kernel.terminal.commands import COMMANDS, Leave
from dsu_kernel.terminal.repl import Repl
from dsu_kernel.terminal.screen import Screen


def read_script(session: Session, script: TextIO, screen: Screen) -> int:
    """Carry out a script; the status is 1 when anything in it went wrong."""
    repl = Repl(session, screen, None)
    went_well = True
    try:
        for piece in pieces(script.read(), COMMANDS):
            went_well &= _carried_out(repl, piece)
    except Leave:
        pass
    return 0 if went_well else 1


def _carried_out(repl: Repl, piece: Piece) -> bool:
    return repl.feed(piece.text, piece.line, "stdin")


def main(cflags: tuple[str, ...] = ()) -> int:
    """Open the terminal, or read a script from a pipe."""
    screen = Screen(sys.stdout, sys.stderr)
    with Session(cflags=cflags, on_output=screen.from_program) as session:
        if not sys.stdin.isatty():
            return read_script(session, sys.stdin, screen)
        from dsu_kernel.terminal.prompt import interact

        return interact(session, screen)
