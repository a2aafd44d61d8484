"""The commands of the terminal, ``:name arguments``: the magics' names without their prefix."""

from __future__ import annotations

from dsu_kernel.errors import DsuError
from dsu_kernel.terminal.classroom_commands import CLASSROOM_COMMANDS, ClassroomCommands
from dsu_kernel.terminal.memory_commands import MEMORY_COMMANDS, MemoryCommands
from dsu_kernel.terminal.program_commands import PROGRAM_COMMANDS, ProgramCommands
from dsu_kernel.terminal.running_commands import RUNNING_COMMANDS, RunningCommands
from dsu_kernel.terminal.steering_commands import STEERING_COMMANDS, SteeringCommands
from dsu_kernel.terminal.typed import WITH_TEXT, Call
from dsu_kernel.views.patches import timeline_view
from dsu_kernel.views.safety import safety_view, types_view
from dsu_kernel.views.status import status_view
from dsu_kernel.views.view import View

COMMANDS = {
    "help": "[COMMAND]: list the commands",
    **RUNNING_COMMANDS,
    **PROGRAM_COMMANDS,
    **STEERING_COMMANDS,
    "status": "what runs, in which version, what waits",
    "timeline": "the patches so far",
    "safety": "[NAME]: update points and what may not change there",
    "about": "NAME, or NAME?: prototype, version, place, callers",
    "show": "NAME: the generated C of a function or type",
    "types": "struct types: may they change, and why not",
    **MEMORY_COMMANDS,
    **CLASSROOM_COMMANDS,
    "quit": "leave, and end the program",
}


class Leave(Exception):
    """The user wants to leave."""


class Commands(
    ProgramCommands, RunningCommands, SteeringCommands, MemoryCommands, ClassroomCommands
):
    """All commands; here are those that look at the program as a whole."""

    def run(self, typed: str, label: str, line: int = 0) -> View | str:
        """Carry out a command, below so many lines of a script.

        Raises DsuError for what does not work, Leave for ``:quit``.
        """
        self._line = line
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

    def _help(self, rest: str) -> str:
        name = rest.removeprefix(":")
        if name and name not in COMMANDS:
            raise DsuError(f"there is no command :{name}; :help lists them")
        known = {name: COMMANDS[name]} if name else COMMANDS
        width = max(map(len, known))
        return "\n".join(f":{name.ljust(width)}  {text}" for name, text in known.items())

    def _about(self, rest: str) -> str:
        found = self._session.inspect(rest)
        if not rest:
            raise DsuError("which name? :about NAME")
        if found is None:
            raise DsuError(f"the program has no name {rest}")
        return found

    def _safety(self, rest: str) -> View:
        return safety_view(self._session, rest or None)

    def _show(self, rest: str) -> str:
        if not rest:
            raise DsuError("which function or type? :show NAME")
        return self._session.show(rest)

    def _types(self, rest: str) -> View:
        return types_view(self._session)

    def _timeline(self, rest: str) -> View:
        return timeline_view(self._session)

    def _status(self, rest: str) -> View:
        return status_view(self._session)
