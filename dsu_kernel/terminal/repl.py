"""Carries out what is typed, one finished text after the other, and tells what came of it."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable

from dsu_kernel.editor.routing import asked_about, expression_of, kind_of
from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.attend import GiveInput
from dsu_kernel.patch.handle import Patch
from dsu_kernel.session import Session
from dsu_kernel.terminal.commands import Commands
from dsu_kernel.terminal.screen import Screen
from dsu_kernel.terminal.typed import Call
from dsu_kernel.views.view import View
from dsu_kernel.wording import TERMINAL, told

_EARLIER = re.compile(r"\[\d+\]:(?=\d| In )")
# These tell themselves what became of the program or of the patch.
_TELLING = frozenset({"run", "wait", "stop", "restart", "apply", "cancel", "hold", "rollback"})


class Repl:
    """One session, fed with texts; :meth:`feed` returns whether a text went well."""

    def __init__(
        self,
        session: Session,
        screen: Screen,
        ask: GiveInput | None,
        width: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._session = session
        self._screen = screen
        self._ask: GiveInput = ask or (lambda: None)
        self._width = width
        self._count = 0
        self._commands = Commands(session, ask, screen.show, self._watch_patch)
        self._telling = False
        self._watching = False
        self._watched = 0  # how many programs were watched
        self._told = 0  # the last of them whose end a command has told

    def feed(self, text: str, line: int = 0, script: str = "") -> bool:
        """Carry out one finished text; of a script, its name and the line where it begins.

        Raises Leave for ``:quit``.
        """
        self._count += 1
        label = f"[{self._count}]"
        try:
            answer = self._answer("\n" * (line - 1) + text, label, script)
        except DsuError as error:
            message = self._session.words.told(told(error, TERMINAL))
            self._screen.complain(_in_script(message, label, line, script))
            return False
        except KeyboardInterrupt:
            goes_on = "; the program goes on" if self._session.running else ""
            self._screen.complain(f"interrupted{goes_on}")
            return False
        finally:
            if not self._session.running and self._telling:
                self._told = self._watched
            self._telling = False
            self._watch_main()
        words = self._session.words
        shown = answer.told(words).text(self._width()) if isinstance(answer, View) else answer
        if shown:
            self._screen.show(shown)
        return True

    def _answer(self, text: str, label: str, script: str) -> View | str:
        stripped = text.strip()
        if stripped.startswith((":", "%")):
            self._telling = Call.parse(stripped).name in _TELLING
            above = text[: len(text) - len(text.lstrip())].count("\n")
            return self._commands.run(stripped, label, above)
        if stripped.startswith("!"):
            subprocess.run(stripped[1:], shell=True, check=False)
            return ""
        kind = kind_of(text, self._session.names)
        if kind == "empty":
            return ""
        if kind == "magic":
            name = asked_about(stripped)
            command = f":about {name}" if name else stripped.rstrip("()")
            return self._commands.run(command, label)
        if kind in ("expression", "statement"):
            value = self._session.eval(expression_of(text, kind), on_input=self._ask)
            return "" if value is None else repr(value)
        # One function is typed anew, not all that :read brought with it.
        patch = self._commands.define(text, None, label, part=True)
        quiet = patch.state == "empty" and stripped.startswith("#")
        if patch.warnings:
            self._screen.complain(_in_script(patch.warnings, label, 0, script))
        return "" if quiet else self._session.words.told(_outcome(patch))

    def status(self) -> str:
        """Return the line below the prompt: version, running state, what waits."""
        session = self._session
        doing = "running" if session.running else "idle"
        if session.exit is not None:
            doing = "ended; :restart begins anew"
        elif session.wants_input:
            doing = "waits for input; :input TEXT"
        pending = session.pending
        waits = f" · v{pending.version} waits" if pending is not None else ""
        return f" v{session.version} · {doing}{waits} · :help"

    # ---- what happens later ----------------------------------------------------------

    def _watch_main(self) -> None:
        """Tell the end of a program that runs on, unless a command does."""
        if self._session.running and not self._watching:
            self._watching = True
            self._watched += 1
            threading.Thread(target=self._tell_end, args=(self._watched,), daemon=True).start()

    def _tell_end(self, number: int) -> None:
        try:
            report = self._session.wait_exit()
            self._watching = False
            if self._telling or number <= self._told or report is None:
                return
            if report.signal is not None:
                self._screen.complain(told(ProcessGone(report), TERMINAL))
            else:
                self._screen.show(str(report))
        except DsuError as error:
            self._screen.complain(told(error, TERMINAL))

    def _watch_patch(self, patch: Patch) -> None:
        """Tell what becomes of a patch that waits, unless a command does."""
        threading.Thread(target=self._tell_patch, args=(patch,), daemon=True).start()

    def _tell_patch(self, patch: Patch) -> None:
        patch.wait()
        if not self._telling and patch.state in ("applied", "refused"):
            self._screen.show(self._session.words.told(_outcome(patch)))


def _outcome(patch: Patch) -> str:
    """What a definition did, in a line or two; nothing for the first version."""
    if patch.state == "pending":
        return f"v{patch.version} waits: {patch.verdict or ':apply lets it go'}"
    if patch.initial:
        return ""
    if patch.state == "empty":
        return "nothing changed"
    if patch.state == "refused":
        return f"v{patch.version} is refused: {patch.verdict}"
    lost = f"\nnot carried over: {', '.join(patch.losses)}" if patch.losses else ""
    return f"v{patch.version} {patch.state}: {patch.summary}{lost}"


def _in_script(message: str, label: str, line: int, script: str) -> str:
    """An error with the place in the script: where the message has one, that is it.

    Earlier texts of the script have names with their number, and lines of the script.
    """
    if not script:
        return message
    placed = message.replace(f"{label}:", f"{script}:")
    if placed == message:
        placed = f"{script}:{line}: {message}"
    return _EARLIER.sub(f"{script}:", placed)
