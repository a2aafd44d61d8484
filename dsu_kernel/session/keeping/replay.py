"""Hot = cold: the newest text, started cold and given the same inputs, must come to the same state.

A difference is no error of the update by itself: it is what the earlier versions have left behind.
Whether that is meant, only the author of the change knows.
"""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.values import CPointer, CString, Value
from dsu_kernel.session.journal import Call, Evaluate, Input, Start, Type
from dsu_kernel.session.keeping.compare import Comparison, Unlike
from dsu_kernel.session.live_program import LiveProgram
from dsu_kernel.wording import counted

PATIENCE = 10.0
"""Seconds that the cold program may take for one step, or for its output to arrive."""

MOST_LINES = 20
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
        for item in inputs:
            player.give(item)
        if not session.running:
            player.let_end()
        output = list(_output(session, cold))
        ignored = frozenset(name.removeprefix("&") for name in ignore)
        state = Comparison(session, cold, ignored).run()
    notes = [*player.notes]
    if session.journal.forgotten:
        notes.append(f"{session.journal.forgotten} earlier inputs are no longer known")
    if not state.complete:
        notes.append(
            "not all was compared: long arrays, many objects, or objects that the running program "
            "did not come to convert"
        )
    if session.running:
        notes.append("the program runs: what changes with time differs by nature")
    return Replay(
        version,
        len(inputs),
        state.globals,
        state.objects,
        len(session.output.splitlines()),
        (*player.found, *output, *state.found),
        tuple(notes),
    )


class _Player:
    """Gives inputs to the cold program, in the order and the situation in which they came."""

    def __init__(self, cold: LiveProgram, version: int) -> None:
        self._cold = cold
        self._version = version
        self.found: list[Unlike] = []
        self.notes: list[str] = []

    def give(self, item: Input) -> None:
        """Repeat one input; its value counts if it came from the text that is in force."""
        if not item.running:
            self.let_end()
        try:
            value = self._give(item)
        except DsuError as error:
            self.found.append(Unlike(str(item.act), repr(item.value), str(error).splitlines()[0]))
            return
        if item.version == self._version and not _alike(item.value, value):
            self.found.append(Unlike(str(item.act), repr(item.value), repr(value)))

    def _give(self, item: Input) -> Value:
        match item.act:
            case Evaluate(expression):
                return self._cold.eval(expression, timeout=PATIENCE)
            case Call(function, args):
                if any(isinstance(arg, CPointer) and arg for arg in args):
                    self.notes.append(f"{item.act} was given an address; it was not repeated")
                    return item.value
                return self._cold.call(function, *args, timeout=PATIENCE)
            case Start(function, args):
                self._cold.run(function, *args)
            case Type(data):
                self._cold.write_stdin(data) if data else self._cold.end_input()
        return None

    def let_end(self) -> None:
        """Wait for main, which had ended when the next input came."""
        if self._cold.running and self._cold.wait_exit(PATIENCE) is None:
            self.found.append(Unlike("main", "had ended", "still runs"))
            self._cold.stop()


def _output(hot: LiveProgram, cold: LiveProgram) -> Iterator[Unlike]:
    """Compare what was printed, line by line; a program that runs may be further."""
    running = hot.running

    def enough() -> bool:
        a, b = hot.output, cold.output
        return a == b or (running and (a.startswith(b) or b.startswith(a)))

    if _until(enough):
        return
    a, b = (s.output.decode("utf-8", "replace").splitlines() for s in (hot, cold))
    if running:
        a, b = a[: len(b)], b[: len(a)]
    shown = 0
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        shown += 1
        if shown > MOST_LINES:
            yield Unlike("output", "more lines differ", "more lines differ")
            return
        yield Unlike(f"output, line {i + 1}", _lines(a[i:j]), _lines(b[k:m]))


def _lines(lines: list[str]) -> str:
    if not lines:
        return "nothing"
    more = f" and {len(lines) - 1} more lines" if len(lines) > 1 else ""
    return f"{lines[0]!r:.60}{more}"


def _until(condition: Callable[[], bool], patience: float = 2.0) -> bool:
    """Wait for output that is on its way."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _alike(hot: Value, cold: Value) -> bool:
    """Whether two values are the same, but for addresses."""
    if isinstance(hot, CString) or isinstance(cold, CString):
        return hot == cold
    if isinstance(hot, CPointer) and isinstance(cold, CPointer):
        return bool(hot) == bool(cold)
    return _without_addresses(hot) == _without_addresses(cold)


def _without_addresses(value: Value) -> str:
    return _ADDRESS.sub("0x…", repr(value))
