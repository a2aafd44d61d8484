"""One program and its live process: its text, its updates, its end. The work is done elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError, NoProgram
from dsu_kernel.live.job import Job
from dsu_kernel.live.pump import OnOutput
from dsu_kernel.live.reports import ExitReport
from dsu_kernel.memory.looks import MemoryLooks
from dsu_kernel.patch.handle import Patch
from dsu_kernel.program.model import Program, Version, own_texts
from dsu_kernel.session.editing import edited, read_unit, warnings_about
from dsu_kernel.session.inspection import Inspection
from dsu_kernel.session.journal import Edited, Journal, Loaded, Restarted
from dsu_kernel.session.running import Running
from dsu_kernel.session.steering import Steering
from dsu_kernel.toolchain.compiler import Compiler
from dsu_kernel.updating.evaluation import Evaluator
from dsu_kernel.updating.lock import SessionLock
from dsu_kernel.updating.updater import Updater


class LiveProgram(Inspection, Running, Steering, MemoryLooks):
    """All that can be done with a program while it runs; see :class:`Session`."""

    def __init__(
        self,
        cflags: Sequence[str] = (),
        slop: int | None = None,
        gcc: str = "gcc",
        on_output: OnOutput | None = None,
    ) -> None:
        flags = cflags.split() if isinstance(cflags, str) else list(cflags)
        self._options = (tuple(flags), slop, gcc)
        self._engine = Engine(Compiler(flags, gcc), slop or 0)
        self._evaluator = Evaluator(self._engine)
        self._lock = SessionLock()
        self._updater = Updater(self._engine, self._lock.outside(on_output))
        self._main: Job | None = None
        self.journal = Journal()

    def __repr__(self) -> str:
        state = "running" if self.running else "idle" if self.alive else "no process"
        return f"<{type(self).__name__}: v{self.version}, {len(self.units)} units, {state}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the live process; the session cannot be used afterwards."""
        with self._lock():
            if self._updater.process is not None:
                self._updater.process.stop()
                self._updater.process = None

    # ---- the program's text ----------------------------------------------------------

    def define(
        self,
        source: str,
        unit: str | None = None,
        *,
        wait: float = 1.0,
        label: str | None = None,
        part: bool = False,
    ) -> Patch:
        """Give a unit its (new) text and patch the running program accordingly.

        ``unit`` names it; without a name, the text replaces the unit that defines one of its names
        already; with ``part`` it only takes over what it defines, if that is not all of the unit.
        ``label`` is how messages call it. Waits at most ``wait`` seconds for a program that runs to
        come to a safe point. Raises CompileError, ParseError, UnsupportedConstruct or PatchRefused;
        then nothing has changed.
        """
        with self._lock():
            self._updater.sync()
            watch = Stopwatch()
            new = edited(self._engine, self._updater, source, unit, label, watch, part=part)
            patch = self._updater.apply(new.program, new.version, new.label, watch)
            patch.warnings = warnings_about(new.version, {new.label})
            self.journal.add(Edited(new.unit, new.label, source, patch))
        return self._settled(patch, wait)

    def plan(
        self,
        source: str,
        unit: str | None = None,
        *,
        label: str | None = None,
        part: bool = False,
    ) -> Patch:
        """Tell what :meth:`define` would do; ``refusals`` of the result says what forbids it."""
        with self._lock():
            self._updater.sync()
            watch = Stopwatch()
            new = edited(self._engine, self._updater, source, unit, label, watch, part=part)
            patch = self._planned(new.version, new.label, watch)
            patch.warnings = warnings_about(new.version, {new.label})
            return patch

    def load(self, *paths: str | Path, wait: float = 1.0) -> Patch:
        """Take C files as the program, each with a scope of its own."""
        units = tuple(read_unit(path) for path in paths)
        with self._lock():
            self._updater.sync()
            if self._updater.program.units and not self._updater.program.files:
                raise DsuError("this session's program is made of cells; load files in a new one")
            watch = Stopwatch()
            program = Program(units, files=True)
            version = self._engine.version(program, self._updater.next_number, watch)
            patch = self._updater.apply(program, version, ", ".join(map(str, paths)), watch)
            patch.warnings = warnings_about(version, {unit.label for unit in units})
            self.journal.add(Loaded(tuple(map(str, paths)), patch, own_texts(version)))
        return self._settled(patch, wait)

    @property
    def cflags(self) -> tuple[str, ...]:
        """The options for the C compiler."""
        return self._options[0]

    def texts(self) -> tuple[Version, Mapping[int, Program]]:
        """Return the version in force, and the program of each version so far by number."""
        with self._lock():
            version = self._inspected().version
            return version, {n: text.program for n, text in self._updater.history.items()}

    # ---- the process -----------------------------------------------------------------

    def stop(self) -> ExitReport | None:
        """End the live process; the text stays. Returns how it ended."""
        with self._lock():
            self._updater.sync()
            process = self._updater.process
            return process.stop() if process is not None else None

    def restart(self) -> Patch:
        """End the live process and start the newest text anew."""
        with self._lock():
            self._updater.sync()
            newest = self._updater.newest_version
            if newest is None or not newest.program.units:
                raise NoProgram
            watch = Stopwatch()
            version = self._engine.again(newest.text, self._updater.next_number, watch)
            self.stop()
            self._main = None
            self.journal.add(Restarted())
            return self._updater.begin(version.program, version, "restart", watch)

    def cold(self, on_output: OnOutput | None = None) -> Self:
        """Return another one that begins with this one's text in force, in its own process."""
        with self._lock():
            text = self._inspected().version.text
        flags, slop, gcc = self._options
        fresh = type(self)(flags, slop, gcc, on_output)
        watch = Stopwatch()
        version = fresh._engine.again(text, 0, watch)
        fresh._updater.begin(version.program, version, "cold start", watch)
        return fresh
