"""Hot = cold: the newest text, started cold and given the same inputs, must come to the same state.

A difference is no error of the update by itself: it is what the earlier versions have left behind.
Whether that is meant, only the author of the change knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.errors import ProgramFault
from dsu_kernel.live.reports import describe_signal
from dsu_kernel.live.values import CPointer, CString, Value
from dsu_kernel.session.journal import WENT_ON, Call, Evaluate, Input, Start, Type
from dsu_kernel.session.keeping.compare import Comparison, Unlike
from dsu_kernel.session.keeping.outputs import compare_outputs
from dsu_kernel.session.live_program import LiveProgram
from dsu_kernel.wording import counted

PATIENCE = 10.0
"""Seconds that the cold program may take for one step."""
SHORT = 0.2
"""Seconds for a step of whose end the live program was not asked, either."""

_ADDRESS = re.compile(r"\b0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it. ``notes`` say what could not be compared."""

    version: int
    inputs: int
    globals: int
    objects: int
    lines: int
    differences: tuple[Unlike, ...]
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether hot = cold."""
        return not self.differences

    def __str__(self) -> str:
        compared = (
            f"{counted(self.inputs, 'input')}, {counted(self.globals, 'global')}, "
            f"{counted(self.objects, 'object')} behind pointers, "
            f"{counted(self.lines, 'line')} of output"
        )
        if self.same:
            head = f"hot = cold: v{self.version} started cold is in the same state ({compared})"
        else:
            many = counted(len(self.differences), "difference")
            head = f"hot ≠ cold: {many} to v{self.version} started cold ({compared})"
        rows = (f"  {item}" for item in (*self.differences, *self.notes))
        return "\n".join((head, *rows))


def replay(session: LiveProgram, ignore: Iterable[str] = ()) -> Replay:
    """Start the text in force in a process of its own, repeat all inputs, and compare.

    ``ignore`` names globals that may differ, such as clocks. The live process is not changed, but
    that its objects are converted to the newest version. Raises DsuError without a live process.
    """
    pid, version = session.pid, session.version
    if pid is None:
        if session.exit is not None:
            raise ProcessGone(session.exit)
        raise DsuError("there is no program yet; define() one")
    inputs = session.journal.inputs(pid)
    with session.cold() as cold:
        player = _Player(cold, version)
        player.play(inputs)
        if not session.running:
            player.let_end()
        output = list(compare_outputs(session, cold))
        state = _compared(session, cold, frozenset(name.removeprefix("&") for name in ignore))
        cold_end = cold.exit
    notes = [*player.notes]
    if session.journal.forgotten:
        notes.append(f"{session.journal.forgotten} earlier inputs are no longer known")
    if state is None:
        player.found.append(Unlike("the program", "lives", _first_line(cold_end)))
        notes.append("what the cold program held could not be compared")
    elif not state.complete:
        notes.append(
            "not all was compared: long arrays, many objects, or objects that the running program "
            "did not come to convert"
        )
    if session.running:
        notes.append("the program runs: what changes with time differs by nature")
    return Replay(
        version,
        len(inputs),
        state.globals if state else 0,
        state.objects if state else 0,
        len(session.output.splitlines()),
        (*player.found, *output, *(state.found if state else ())),
        tuple(notes),
    )


def _compared(hot: LiveProgram, cold: LiveProgram, ignored: frozenset[str]) -> Comparison | None:
    """Compare the two states; None when the cold program has ended."""
    try:
        return Comparison(hot, cold, ignored).run()
    except DsuError:
        if cold.pid is not None:
            raise
        return None


class _Player:
    """Gives inputs to the cold program, in the order and the situation in which they came."""

    def __init__(self, cold: LiveProgram, version: int) -> None:
        self._cold = cold
        self._version = version
        self.found: list[Unlike] = []
        self.notes: list[str] = []

    def play(self, inputs: Iterable[Input]) -> None:
        """Repeat them all, as long as the cold program lives."""
        for item in inputs:
            if not item.running:
                self.let_end()
            if self._cold.pid is None:
                return
            self._repeat(item)

    def _repeat(self, item: Input) -> None:
        """Repeat one input; what it gave counts if it came from the text that is in force."""
        value, fault = self._tried(item)
        if item.fault == WENT_ON:
            return
        now = item.version == self._version
        if (fault and not item.fault) or (now and fault != item.fault):
            hot = describe_signal(item.fault) if item.fault else repr(item.value)
            cold = describe_signal(fault) if fault else repr(value)
            self.found.append(Unlike(str(item.act), hot, cold))
        elif now and not _alike(item.value, value):
            self.found.append(Unlike(str(item.act), repr(item.value), repr(value)))

    def _tried(self, item: Input) -> tuple[Value, str]:
        """Return what an input gives, or its fault: the name of a signal, or an error's words."""
        try:
            return self._give(item), ""
        except ProgramFault as fault:
            return None, fault.signal
        except DsuError as error:
            return None, _first_line(error)

    def _give(self, item: Input) -> Value:
        patience = SHORT if item.fault == WENT_ON else PATIENCE
        match item.act:
            case Evaluate(expression):
                return self._cold.eval(expression, timeout=patience)
            case Call(function, args):
                if any(isinstance(arg, CPointer) and arg for arg in args):
                    self.notes.append(f"{item.act} was given an address; it was not repeated")
                    return item.value
                return self._cold.call(function, *args, timeout=patience)
            case Start(function, args):
                self._cold.run(function, *args)
            case Type(data):
                self._cold.write_stdin(data) if data else self._cold.end_input()
        return None

    def let_end(self) -> None:
        """Wait for main, which had ended when the next input came."""
        if not self._cold.running:
            return
        if self._cold.wait_exit(PATIENCE) is None:
            self.found.append(Unlike("main", "had ended", "still runs"))
            self._cold.stop()


def _first_line(words: object) -> str:
    return str(words).partition("\n")[0]


def _alike(hot: Value, cold: Value) -> bool:
    """Whether two values are the same, but for addresses."""
    if isinstance(hot, CString) or isinstance(cold, CString):
        return hot == cold
    if isinstance(hot, CPointer) and isinstance(cold, CPointer):
        return bool(hot) == bool(cold)
    return _without_addresses(hot) == _without_addresses(cold)


def _without_addresses(value: Value) -> str:
    return _ADDRESS.sub("0x…", repr(value))
