"""The commands of the terminal, ``:name arguments``: the magics' names without their prefix."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.magics import describe
from dsu_kernel.repl_classroom import CLASSROOM_COMMANDS, ClassroomCommands
from dsu_kernel.repl_memory import MEMORY_COMMANDS, MemoryCommands
from dsu_kernel.session import Session

COMMANDS = {
    "help": "list the commands",
    "load": "FILES: take C files as units of the program",
    "edit": "NAME: edit a unit in $EDITOR and patch the program",
    "run": "[FUNCTION] [ARGUMENTS]: start main on the program's thread",
    "plan": "FILE: what the text of a file would change",
    "apply": "let the patch that waits be applied",
    "hold": "keep patches back until :apply",
    "cancel": "take back the patch that waits",
    "rollback": "VERSION: go back to an earlier text",
    "safety": "[FUNCTION]: update points and what may not change there",
    "show": "NAME: the generated C of a function or type",
    "types": "struct types: may they change, and why not",
    **MEMORY_COMMANDS,
    **CLASSROOM_COMMANDS,
    "timeline": "the patches so far",
    "status": "what runs, in which version, what waits",
    "watch": "EXPRESSION [TIMES]: evaluate it again and again",
    "stop": "end the live process",
    "restart": "start the program anew from its text",
    "quit": "leave",
}


class Leave(Exception):
    """The user wants to leave."""


class Commands(MemoryCommands, ClassroomCommands):
    """Carries out commands on one session; each returns the text to show."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, line: str) -> str:
        """Carry out ``name arguments``. Raises DsuError for what does not work."""
        name, _, rest = line.strip().partition(" ")
        name = name.removeprefix("dsu_").removeprefix("%")
        if name in ("quit", "exit", "q"):
            raise Leave
        if name == "dsu":
            return repr(self._session.eval(rest))
        handlers: dict[str, Callable[[str], str]] = {
            key: getattr(self, f"_{key}") for key in COMMANDS if key != "quit"
        }
        handler = handlers.get(name)
        if handler is None:
            raise DsuError(f"there is no command :{name}; :help lists them")
        return handler(rest.strip())

    def _help(self, rest: str) -> str:
        width = max(map(len, COMMANDS))
        return "\n".join(f":{name.ljust(width)}  {text}" for name, text in COMMANDS.items())

    def _load(self, rest: str) -> str:
        answers = []
        for word in shlex.split(rest):
            patch = self._session.define(_read(word), unit=word)
            answers.append(str(describe.patch_view(patch)))
        return "\n".join(answers) or "which files?"

    def _edit(self, rest: str) -> str:
        units = self._session.units
        if rest not in units:
            raise DsuError(f"there is no unit {rest!r}; there are {', '.join(units) or 'none'}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "unit.c"
            path.write_text(units[rest], encoding="utf-8", errors="surrogateescape")
            editor = shlex.split(os.environ.get("EDITOR", "vi"))
            subprocess.run([*editor, str(path)], check=False)
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
        return str(describe.patch_view(self._session.define(text, unit=rest)))

    def _run(self, rest: str) -> str:
        words = shlex.split(rest) or ["main"]
        self._session.run(words[0], *words[1:])
        report = self._session.wait_exit(0.2)
        return f"{words[0]} is running" if report is None else str(report)

    def _plan(self, rest: str) -> str:
        return str(describe.patch_view(self._session.plan(_read(rest), unit=rest)))

    def _apply(self, rest: str) -> str:
        patch = self._session.apply()
        return "no patch waits" if patch is None else str(describe.patch_view(patch))

    def _hold(self, rest: str) -> str:
        self._session.hold()
        return "patches are held back; :apply lets them go"

    def _cancel(self, rest: str) -> str:
        return "the patch is taken back" if self._session.cancel() else "no patch waits"

    def _rollback(self, rest: str) -> str:
        if not rest.removeprefix("v").isdigit():
            raise DsuError("which version? :timeline lists them")
        patch = self._session.rollback(int(rest.removeprefix("v")))
        return str(describe.patch_view(patch))

    def _safety(self, rest: str) -> str:
        return str(describe.safety_view(self._session, rest or None))

    def _show(self, rest: str) -> str:
        return self._session.show(rest)

    def _types(self, rest: str) -> str:
        return str(describe.types_view(self._session))

    def _timeline(self, rest: str) -> str:
        return str(describe.timeline_view(self._session))

    def _status(self, rest: str) -> str:
        return str(describe.status_view(self._session))

    def _watch(self, rest: str) -> str:
        expression, _, count = rest.rpartition(" ")
        if not count.isdigit() or not expression:
            expression, count = rest, "10"
        for _ in range(int(count)):
            print(f"{expression} = {self._session.eval(expression, recorded=False)!r}", flush=True)
            time.sleep(0.5)
        return ""

    def _stop(self, rest: str) -> str:
        self._session.stop()
        return "stopped; :restart starts the program anew from its text"

    def _restart(self, rest: str) -> str:
        self._session.restart()
        return f"restarted at v{self._session.version}; its data is new"


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise DsuError(f"{name}: {error.strerror}") from error
