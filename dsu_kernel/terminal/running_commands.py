"""The terminal's commands that run the program."""

from __future__ import annotations

import shlex
import time

from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.attend import GiveInput
from dsu_kernel.terminal.base import CommandSet
from dsu_kernel.terminal.typed import with_wait

RUNNING_COMMANDS = {
    "run": "[--wait S] [FUNCTION] [ARGUMENTS]: start main on the program's thread",
    "wait": "[S]: wait for its end; Ctrl-C ends the waiting and nothing else",
    "input": "[TEXT]: give the program a line to read; without a text, the end of its input",
    "stop": "end the live process",
    "restart": "start the program anew from its text",
    "watch": "EXPRESSION [TIMES]: evaluate it again and again",
}
_SOON = 0.5


class RunningCommands(CommandSet):
    """The part of the commands that starts, waits, feeds and ends."""

    def _run(self, rest: str) -> str:
        seconds, rest = with_wait(rest, _SOON)
        words = shlex.split(rest) or ["main"]
        values = words[1:] if words[0] == "main" else list(map(_number, words[1:]))
        if words[0].startswith("-"):
            raise DsuError(f"{words[0]} is no function; :run --wait 2.5 main ARGUMENTS")
        self._session.run(words[0], *values)
        # A script may give it its input in a later line.
        return self._until(seconds, words[0], self._asked)

    def _wait(self, rest: str) -> str:
        return self._until(_seconds(rest) if rest else None, "the program", self._ask)

    def _until(self, seconds: float | None, name: str, ask: GiveInput | None) -> str:
        report = self._session.wait_exit(seconds, on_input=ask)
        if report is None:
            waits = " and waits for input; :input TEXT" if self._session.wants_input else ""
            return f"{name} is running{waits}"
        if report.signal is not None:
            raise ProcessGone(report)
        return str(report)

    def _input(self, rest: str) -> str:
        if not rest:
            self._session.end_input()
            return "the program's standard input has ended"
        self._session.write_stdin(f"{rest}\n")
        return ""

    def _watch(self, rest: str) -> str:
        expression, _, count = rest.rpartition(" ")
        if not count.isdigit() or not expression:
            expression, count = rest, "10"
        for number in range(int(count)):
            if number:
                time.sleep(_SOON)
            self._tell(f"{expression} = {self._session.eval(expression, recorded=False)!r}")
        return ""

    def _stop(self, rest: str) -> str:
        report = self._session.stop()
        if not self._session.units:
            return "there is no program"
        told = f" ({report})" if report is not None else ""
        return f"stopped{told}; :restart starts the program anew from its text"

    def _restart(self, rest: str) -> str:
        self._session.restart()
        return f"restarted as v{self._session.version}; its data is new"


def _seconds(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise DsuError(f"how many seconds? {word} is no number") from None


def _number(word: str) -> object:
    """An argument: a number where it reads as one."""
    for convert in (lambda text: int(text, 0), float):
        try:
            return convert(word)
        except ValueError:
            continue
    return word
