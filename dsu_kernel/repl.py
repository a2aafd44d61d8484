"""The terminal: C is typed, expressions answer, and the running program is patched.

On a terminal with highlighting, history and completion; in a pipe plain and scriptable: errors go
to standard error and set the exit status.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.patch_stdout import patch_stdout
from pygments.lexers.c_cpp import CLexer  # type: ignore[import-untyped]

from dsu_kernel.errors import DsuError
from dsu_kernel.repl_commands import COMMANDS, Commands, Leave
from dsu_kernel.routing import chunks, is_complete, kind_of
from dsu_kernel.session import Session

PROMPT = "dsu> "


class Repl:
    """One session, fed with texts; :meth:`feed` returns whether a text went well."""

    def __init__(self, session: Session, out: TextIO, errors: TextIO) -> None:
        self._session = session
        self._out = out
        self._errors = errors
        self._count = 0
        self._commands = Commands(session)

    def feed(self, text: str) -> bool:
        """Carry out one finished text. Raises Leave for ``:quit``."""
        try:
            answer = self._answer(text)
        except DsuError as error:
            print(error, file=self._errors, flush=True)
            return False
        except KeyboardInterrupt:
            print("interrupted; the program goes on", file=self._errors, flush=True)
            return False
        if answer:
            print(answer, file=self._out, flush=True)
        return True

    def _answer(self, text: str) -> str:
        stripped = text.strip()
        if stripped.startswith((":", "%")):
            return self._commands.run(stripped[1:])
        kind = kind_of(text, self._session.names)
        if kind == "empty":
            return ""
        if kind == "magic":
            return self._commands.run(stripped.rstrip("?()"))
        if kind == "expression":
            value = self._session.eval(stripped.rstrip(";"))
            return "" if value is None else repr(value)
        self._count += 1
        patch = self._session.define(text, label=f"[{self._count}]")
        if patch.state == "pending":
            return f"v{patch.version} waits: {patch.verdict}"
        if patch.initial:
            return ""
        if patch.state == "empty":
            directives = all(line.startswith("#") for line in stripped.splitlines())
            return "" if directives else "nothing changed"
        lost = f"\n  not carried over: {', '.join(patch.losses)}" if patch.losses else ""
        return f"v{patch.version} {patch.state}: {patch.summary}{lost}"

    def status(self) -> str:
        """Return the line below the prompt: version, running state, what waits."""
        running = "running" if self._session.running else "idle"
        if self._session.exit is not None:
            running = "ended; :restart begins anew"
        pending = self._session.pending
        waits = f" · v{pending.version} waits" if pending is not None else ""
        return f" v{self._session.version} · {running}{waits} · :help"


class _SessionCompleter(Completer):
    """C names from the session, commands after a colon."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield what fits at the cursor."""
        text = document.text
        if text.startswith((":", "%")) and " " not in text:
            for name in COMMANDS:
                if name.startswith(text[1:]):
                    yield Completion(name, start_position=1 - len(text))
            return
        found = self._session.complete(text, document.cursor_position)
        for match in found.matches:
            yield Completion(match, start_position=found.start - document.cursor_position)


def _keys() -> KeyBindings:
    """Enter accepts a finished text and begins a new line in an unfinished one."""
    keys = KeyBindings()

    @keys.add("enter")
    def accept_or_continue(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.text.startswith((":", "%")) or is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys


def interact(session: Session) -> int:
    """Run the terminal until its user leaves; returns the exit status."""
    repl = Repl(session, sys.stdout, sys.stderr)
    folder = Path(platformdirs.user_state_dir("dsu-kernel"))
    folder.mkdir(parents=True, exist_ok=True)
    prompt: PromptSession[str] = PromptSession(
        PROMPT,
        lexer=PygmentsLexer(CLexer),
        history=FileHistory(str(folder / "history")),
        completer=_SessionCompleter(session),
        complete_while_typing=False,
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation="...  ",
        bottom_toolbar=repl.status,
        refresh_interval=0.25,
    )
    print("C (live): type C; expressions answer; :help lists the commands, Ctrl-D leaves.")
    while True:
        try:
            with patch_stdout(raw=True):
                text = prompt.prompt()
            repl.feed(text)
        except KeyboardInterrupt:
            continue
        except (EOFError, Leave):
            return 0


def read_script(session: Session, script: TextIO) -> int:
    """Carry out a script; the status is 1 when anything in it went wrong."""
    repl = Repl(session, sys.stdout, sys.stderr)
    went_well = True
    try:
        for text in chunks(script.read()):
            went_well &= repl.feed(text)
    except Leave:
        pass
    return 0 if went_well else 1


def main(cflags: tuple[str, ...] = ()) -> int:
    """Open the terminal, or read a script from a pipe."""
    with Session(cflags=cflags, on_output=_passing_on(sys.stdout, sys.stderr)) as session:
        if sys.stdin.isatty():
            return interact(session)
        return read_script(session, sys.stdin)


def _passing_on(out: TextIO, errors: TextIO) -> Callable[[str, bytes], None]:
    """Hand the program's output to the terminal as it comes."""

    def write(stream: str, data: bytes) -> None:
        # Looked up anew each time: while a prompt is shown, sys.stdout draws above it.
        target = (sys.stdout or out) if stream == "stdout" else (sys.stderr or errors)
        target.write(data.decode("utf-8", "replace"))
        target.flush()

    return write
