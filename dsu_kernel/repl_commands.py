"""The commands of the terminal, ``:name arguments``: the magics' names without their prefix.

A command may have a text of its own: behind its arguments in braces, or below a ``%%dsu_`` line.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.attend import GiveInput
from dsu_kernel.magics import describe
from dsu_kernel.magics.view import View
from dsu_kernel.patch.handle import Patch
from dsu_kernel.repl_classroom import CLASSROOM_COMMANDS, ClassroomCommands
from dsu_kernel.repl_memory import MEMORY_COMMANDS, MemoryCommands
from dsu_kernel.session import Session

COMMANDS = {
    "help": "[COMMAND]: list the commands",
    "run": "[--wait S] [FUNCTION] [ARGUMENTS]: start main on the program's thread",
    "wait": "[S]: wait for its end; Ctrl-C ends the waiting and nothing else",
    "input": "[TEXT]: give the program a line to read; without a text, the end of its input",
    "stop": "end the live process",
    "restart": "start the program anew from its text",
    "status": "what runs, in which version, what waits",
    "load": "FILES: take C files as the program, each with a scope of its own",
    "read": "FILES: read C files as if they were typed here",
    "edit": "NAME: edit a unit in $EDITOR and patch the program",
    "c": "NAME { C }: define a unit with a name",
    "plan": "{ C }, or FILE: what it would change; alone: what the latest change did or waits for",
    "hold": "keep patches back until :apply",
    "apply": "[--wait S]: let the patch that waits be applied",
    "cancel": "take back the patch that waits",
    "rollback": "[--plan] VERSION: go back to an earlier text",
    "transform": "T { C }: your own step from an old object (xin) to a new one (xout)",
    "state": "{ C }: C that runs once when the next patch is applied; alone: what is set; --clear",
    "about": "NAME, or NAME?: prototype, version, place, callers",
    "show": "NAME: the generated C of a function or type",
    "types": "struct types: may they change, and why not",
    **MEMORY_COMMANDS,
    **CLASSROOM_COMMANDS,
    "safety": "[NAME]: update points and what may not change there",
    "timeline": "the patches so far",
    "watch": "EXPRESSION [TIMES]: evaluate it again and again",
    "quit": "leave, and end the program",
}
WITH_TEXT = ("c", "plan", "state", "transform")
_WAIT = re.compile(r"\s*--wait(?:=|\s+)(\d+(?:\.\d*)?)\s*")
_SECONDS = 1.0
_SOON = 0.5


class Leave(Exception):
    """The user wants to leave."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was typed: name, the rest of its line, and a text (None: there is none)."""

    name: str
    rest: str
    text: str | None

    @classmethod
    def parse(cls, typed: str) -> Call:
        """From ``:name rest``, ``:name rest { text }``, ``%dsu_name rest`` or ``%%dsu_name``."""
        typed = typed.strip()
        cell = typed.startswith("%%")
        head, _, below = typed.lstrip(":%").partition("\n")
        name, _, rest = head.partition(" ")
        name = name.removeprefix("dsu_")
        if cell:
            return cls(name, rest.strip(), f"\n{below}\n")
        if name not in WITH_TEXT:
            return cls(name, f"{rest}\n{below}".strip(), None)
        return cls(name, *_in_braces(f"{rest}\n{below}".strip(), whole=name in ("plan", "c")))


def _in_braces(typed: str, *, whole: bool) -> tuple[str, str | None]:
    """Part ``T { text }``; ``whole``: the braces of a definition may belong to the text."""
    if whole and not re.match(r"[\w.-]*\s*\{", typed):
        return ("", typed) if re.search(r"[;}]\s*$", typed) else (typed, None)
    head, brace, text = typed.partition("{")
    if not brace:
        return typed, None
    return head.strip(), text.rstrip().removesuffix("}")


class Commands(MemoryCommands, ClassroomCommands):
    """Carries out commands on one session; each returns what to show.

    ``ask`` gives the program its input, ``started`` and ``requested`` are told what goes on when
    the command is over: a program that was started, a patch that waits.
    """

    def __init__(
        self,
        session: Session,
        ask: GiveInput,
        show: Callable[[str], None],
        requested: Callable[[Patch], None],
    ) -> None:
        self._session = session
        self._ask = ask
        self._tell = show
        self._requested = requested
        self._latest: Patch | None = None

    def run(self, typed: str, label: str) -> View | str:
        """Carry out a command. Raises DsuError for what does not work, Leave for ``:quit``."""
        call = Call.parse(typed)
        if call.name in ("quit", "exit", "q"):
            raise Leave
        if call.name == "dsu":
            value = self._session.eval(call.rest, on_input=self._ask)
            return "" if value is None else repr(value)
        if call.name not in COMMANDS:
            raise DsuError(f"there is no command :{call.name}; :help lists them")
        if call.name in WITH_TEXT:
            carry_out = getattr(self, f"_{call.name}")
            return carry_out(call.rest, call.text, label)  # type: ignore[no-any-return]
        return getattr(self, f"_{call.name}")(call.rest)  # type: ignore[no-any-return]

    def define(self, text: str, name: str | None, label: str) -> Patch:
        """Define a unit, or change it; the patch is the latest one from then on."""
        patch = self._session.define(text, name, label=label)
        self._keep(patch)
        return patch

    def _keep(self, patch: Patch) -> Patch:
        if patch.state != "empty":
            self._latest = patch
        if patch.state == "pending":
            self._requested(patch)
        return patch

    def _help(self, rest: str) -> str:
        known = {rest: COMMANDS[rest]} if rest in COMMANDS else COMMANDS
        width = max(map(len, known))
        return "\n".join(f":{name.ljust(width)}  {text}" for name, text in known.items())

    # ---- the program's text ----------------------------------------------------------

    def _c(self, rest: str, text: str | None, label: str) -> View:
        if text is None:
            raise DsuError("which text? :c NAME { int x; }")
        return describe.patch_view(self.define(text, rest or None, rest or label))

    def _plan(self, rest: str, text: str | None, label: str) -> View | str:
        if text is None and rest:
            return describe.patch_view(self._session.plan(_read(rest), rest))
        if text is not None:
            return describe.patch_view(self._session.plan(text, rest or None, label=label))
        return "no change so far" if self._latest is None else describe.patch_view(self._latest)

    def _load(self, rest: str) -> View:
        files = shlex.split(rest)
        if not files:
            raise DsuError("which files? :load FILE.c ...")
        return describe.patch_view(self._keep(self._session.load(*files)))

    def _read(self, rest: str) -> str:
        names = shlex.split(rest)
        if not names:
            raise DsuError("which files? :read FILE.c ...")
        shown = [describe.patch_view(self.define(_read(name), name, name)) for name in names]
        return "\n".join(map(str, shown))

    def _edit(self, rest: str) -> View:
        units = self._session.units
        if rest not in units:
            raise DsuError(f"there is no unit {rest!r}; there are {', '.join(units) or 'none'}")
        file = Path(rest)
        if self._session.made_of_files:
            _edited(file)
            return self._load(shlex.join(units))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "unit.c"
            copy.write_text(units[rest], encoding="utf-8", errors="surrogateescape")
            _edited(copy)
            text = copy.read_text(encoding="utf-8", errors="surrogateescape")
        return describe.patch_view(self.define(text, rest, rest))

    # ---- running ---------------------------------------------------------------------

    def _run(self, rest: str) -> str:
        seconds, rest = _with_wait(rest, _SOON)
        words = shlex.split(rest) or ["main"]
        values = words[1:] if words[0] == "main" else list(map(_number, words[1:]))
        self._session.run(words[0], *values)
        return self._until(seconds, words[0])

    def _wait(self, rest: str) -> str:
        return self._until(_seconds(rest) if rest else None, "the program")

    def _until(self, seconds: float | None, name: str) -> str:
        report = self._session.wait_exit(seconds, on_input=self._ask)
        if report is None:
            return f"{name} is running"
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

    # ---- steering patches ------------------------------------------------------------

    def _apply(self, rest: str) -> View | str:
        seconds, _ = _with_wait(rest, _SECONDS)
        patch = self._session.apply(wait=seconds)
        return "no patch waits" if patch is None else describe.patch_view(self._keep(patch))

    def _hold(self, rest: str) -> str:
        self._session.hold()
        return "patches are held back; :apply lets them go"

    def _cancel(self, rest: str) -> str:
        return "the patch is taken back" if self._session.cancel() else "no patch waits"

    def _rollback(self, rest: str) -> View:
        only_plan = "--plan" in rest.split()
        version = rest.replace("--plan", "").strip().removeprefix("v")
        if not version.isdigit():
            raise DsuError("which version? :timeline lists them")
        if only_plan:
            return describe.patch_view(self._session.plan_rollback(int(version)))
        return describe.patch_view(self._keep(self._session.rollback(int(version))))

    def _transform(self, rest: str, text: str | None, label: str) -> View | str:
        name = rest.removeprefix("struct ").strip()
        if text is None and not name:
            return describe.given_view(self._session, ":state --clear")
        if text is None or not name:
            raise DsuError("which transformer? :transform T { xout->field = xin->other; }")
        self._session.transform(name, text)
        if not text.strip():
            return f"the next patch uses no transformer of yours for {name}"
        return f"the next patch that changes {name} will use this transformer"

    def _state(self, rest: str, text: str | None, label: str) -> View | str:
        if text is None:
            if rest == "--clear":
                self._session.clear_given()
            return describe.given_view(self._session, ":state --clear")
        self._session.state(text, label)
        if not text.strip():
            return "the next patch runs no state transformer"
        return "the next patch will run this state transformer when it is applied"

    # ---- looking ---------------------------------------------------------------------

    def _about(self, rest: str) -> str:
        found = self._session.inspect(rest)
        if found is None:
            raise DsuError(f"the program has no name {rest}")
        return found

    def _safety(self, rest: str) -> View:
        return describe.safety_view(self._session, rest or None)

    def _show(self, rest: str) -> str:
        return self._session.show(rest)

    def _types(self, rest: str) -> View:
        return describe.types_view(self._session)

    def _timeline(self, rest: str) -> View:
        return describe.timeline_view(self._session)

    def _status(self, rest: str) -> View:
        return describe.status_view(self._session)


def _with_wait(rest: str, seconds: float) -> tuple[float, str]:
    found = _WAIT.match(rest)
    return (float(found[1]), rest[found.end() :]) if found else (seconds, rest)


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


def _edited(path: Path) -> None:
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        status = subprocess.run([*editor, str(path)], check=False).returncode
    except OSError as error:
        raise DsuError(f"{editor[0]}: {error.strerror}; set EDITOR to an editor") from error
    if status != 0:
        raise DsuError(f"{editor[0]} ended with status {status}; nothing was changed")


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise DsuError(f"{name}: {error.strerror}") from error
