"""The prompt: C is highlighted, unfinished input goes on, Tab completes, history is kept."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import platformdirs
from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import is_done
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.utils import is_dumb_terminal
from pygments.lexers.c_cpp import CLexer  # type: ignore[import-untyped]

from dsu_kernel.editor.routing import is_typed, pieces
from dsu_kernel.session import Session
from dsu_kernel.terminal.commands import COMMANDS, Leave
from dsu_kernel.terminal.repl import Repl
from dsu_kernel.terminal.screen import Screen

PROMPT = "dsu> "
CONTINUATION = "...  "
BANNER = "C (live): type C; expressions answer. :help lists the commands, Ctrl-D leaves."
_FOLLOW = 0.5
"""Seconds between two looks at the program for the line below the prompt."""
_FILES = ("load", "read", "plan")


class CommandCompleter(Completer):
    """C names from the session, commands behind a colon, and what a command is about."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._paths = PathCompleter(expanduser=True)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield what fits at the cursor."""
        before = document.text_before_cursor
        if not before.startswith((":", "%")) or "\n" in before:
            yield from self._of_c(document)
            return
        head, space, rest = before.partition(" ")
        name = head.lstrip(":%").removeprefix("dsu_")
        if not space:
            yield from _beginning_with(name, COMMANDS)
        elif name in _FILES and "{" not in rest:
            word = rest.rpartition(" ")[2]
            yield from self._paths.get_completions(Document(word, len(word)), complete_event)
        elif name == "edit":
            yield from _beginning_with(rest, self._session.units)
        elif name == "help":
            yield from _beginning_with(rest, COMMANDS)
        else:
            yield from self._of_c(document)

    def _of_c(self, document: Document) -> Iterator[Completion]:
        found = self._session.complete(document.text, document.cursor_position)
        for match in found.matches:
            yield Completion(match, start_position=found.start - document.cursor_position)


def _beginning_with(word: str, names: Iterable[str]) -> Iterator[Completion]:
    for name in names:
        if name.startswith(word):
            yield Completion(name, start_position=-len(word))


def _keys() -> KeyBindings:
    """Enter accepts a finished text and begins a new line in an unfinished one."""
    keys = KeyBindings()

    @keys.add("enter", filter=~is_done)
    def accept_or_continue(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if is_typed(buffer.text, COMMANDS):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n" + _indent(buffer.document.current_line_before_cursor))

    @keys.add("}")
    def close(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.current_line_before_cursor.endswith("    ") and not (
            buffer.document.current_line.strip()
        ):
            buffer.delete_before_cursor(4)
        buffer.insert_text("}")

    return keys


def _indent(line: str) -> str:
    """As deep as the line, deeper behind an opening brace."""
    depth = line[: len(line) - len(line.lstrip())]
    return depth + "    " if line.rstrip().endswith("{") else depth


def interact(session: Session, screen: Screen) -> int:
    """Run the terminal until its user leaves; returns the exit status."""
    repl = Repl(session, screen, _asking(screen), lambda: shutil.get_terminal_size().columns)
    read = _lines(screen) if is_dumb_terminal() else _editor(session, screen, repl)
    screen.show(BANNER)
    warned = False
    while True:
        try:
            text = read()
            warned = False
            for piece in pieces(text, COMMANDS):  # several, when it was pasted
                repl.feed(piece.text)
        except KeyboardInterrupt:
            continue
        except EOFError:
            if warned or not session.running:
                return 0
            warned = True
            screen.show("the program is running; Ctrl-D again, or :quit, ends it")
        except Leave:
            return 0


def _lines(screen: Screen) -> Callable[[], str]:
    """Return what reads a text on a terminal that knows lines alone, and shows what is typed."""

    def read() -> str:
        try:
            text = input(PROMPT)
            while not is_typed(text, COMMANDS):
                text += "\n" + input(CONTINUATION)
        except KeyboardInterrupt:
            print()
            raise
        finally:
            screen.typed()
        return text

    return read


def _editor(session: Session, screen: Screen, repl: Repl) -> Callable[[], str]:
    """Return what reads a text with highlighting, completion and history."""
    folder = Path(platformdirs.user_state_dir("dsu-kernel"))
    folder.mkdir(parents=True, exist_ok=True)
    prompt: PromptSession[str] = PromptSession(
        PROMPT,
        lexer=PygmentsLexer(CLexer),
        history=FileHistory(str(folder / "history")),
        completer=CommandCompleter(session),
        complete_while_typing=False,
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation=CONTINUATION,
        bottom_toolbar=repl.status,
        enable_suspend=True,
    )

    def read() -> str:
        with screen.prompting() as begin:
            return prompt.prompt(pre_run=lambda: _begin(begin, prompt.app, repl.status))

    return read


def _begin(begin: Callable[[], None], app: Application[str], status: Callable[[], str]) -> None:
    """Let texts appear above the prompt, and the line below it follow the program."""
    begin()

    async def follow() -> None:
        shown = status()
        while True:
            await asyncio.sleep(_FOLLOW)
            if (newest := status()) != shown:
                shown = newest
                app.invalidate()

    app.create_background_task(follow())


def _asking(screen: Screen) -> Callable[[], str | None]:
    """Let the user type a line for the program, behind what it has just printed."""

    def ask() -> str | None:
        try:
            line = input("" if screen.in_line else "input> ")
        except EOFError:
            return None
        screen.typed()
        return f"{line}\n"

    return ask
