"""Session: one program and its live process. This is the public API; the work is done elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from dsu_kernel import report as looking
from dsu_kernel.build import Compiler
from dsu_kernel.editing import edited, read_unit
from dsu_kernel.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError, NoProgram
from dsu_kernel.evaluation import Evaluator, Prepared
from dsu_kernel.inspection import Inspection
from dsu_kernel.journal import (
    Act,
    Call,
    Edited,
    Evaluate,
    Input,
    Journal,
    Loaded,
    Restarted,
    RolledBack,
    Start,
    StateGiven,
    Transformed,
    Type,
)
from dsu_kernel.keeping import Keeping
from dsu_kernel.live.attend import GiveInput, as_bytes, attend
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import JobTimeout
from dsu_kernel.live.job import Job
from dsu_kernel.live.reports import ExitReport
from dsu_kernel.live.values import Value
from dsu_kernel.memory.looks import MemoryLooks
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program import Program, Version, own_texts
from dsu_kernel.updating import OnOutput, Updater


class Session(Inspection, MemoryLooks, Keeping):
    """A C program that can be edited while it runs.

    ``cflags`` go to gcc, ``slop`` is the number of bytes that each struct may grow in place (None:
    what alignment gives away), ``on_output`` gets a stream's name and bytes, on another thread.
    """

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
        self._lock = threading.RLock()
        self._updater = Updater(self._engine, on_output)
        self._main: Job | None = None
        self.journal = Journal()

    def __repr__(self) -> str:
        state = "running" if self.running else "idle" if self.alive else "no process"
        return f"<Session: v{self.version}, {len(self.units)} units, {state}>"

    def __enter__(self) -> Session:
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
        with self._lock:
            if self._updater.process is not None:
                self._updater.process.stop()
                self._updater.process = None

    # ---- the program's text ----------------------------------------------------------

    def define(
        self, source: str, unit: str | None = None, *, wait: float = 1.0, label: str | None = None
    ) -> Patch:
        """Give a unit its (new) text and patch the running program accordingly.

        ``unit`` names it; without a name, the unit that defines one of the names in the text is
        replaced. ``label`` is how messages call it. Waits at most ``wait`` seconds for a program
        that runs to come to a safe point. Raises CompileError, ParseError, UnsupportedConstruct
        or PatchRefused; then nothing has changed.
        """
        with self._lock:
            self._updater.sync()
            watch = Stopwatch()
            new = edited(self._engine, self._updater, source, unit, label, watch)
            patch = self._updater.apply(new.program, new.version, new.label, watch)
            self.journal.add(Edited(new.unit, new.label, source, patch))
        return self._settled(patch, wait)

    def plan(self, source: str, unit: str | None = None, *, label: str | None = None) -> Patch:
        """Tell what :meth:`define` would do; ``refusals`` of the result says what forbids it."""
        with self._lock:
            self._updater.sync()
            watch = Stopwatch()
            new = edited(self._engine, self._updater, source, unit, label, watch)
            return self._planned(new.version, new.label, watch)

    def load(self, *paths: str | Path, wait: float = 1.0) -> Patch:
        """Take C files as the program, each with a scope of its own."""
        units = tuple(read_unit(path) for path in paths)
        with self._lock:
            self._updater.sync()
            if self._updater.program.units and not self._updater.program.files:
                raise DsuError("this session's program is made of cells; load files in a new one")
            watch = Stopwatch()
            program = Program(units, files=True)
            version = self._engine.version(program, self._updater.next_number, watch)
            patch = self._updater.apply(program, version, ", ".join(map(str, paths)), watch)
            self.journal.add(Loaded(tuple(map(str, paths)), patch, own_texts(version)))
        return self._settled(patch, wait)

    def transform(self, type_name: str, text: str, unit: str | None = None) -> None:
        """Run C statements with ``xin`` and ``xout`` after the generated transformer of a type.

        They count for the next patch that changes the type; an empty text takes them back.
        """
        name = type_name.removeprefix("struct ").strip()
        label = unit or f"transform {name}"
        with self._lock:
            self._updater.sync()  # a patch that came meanwhile has taken the earlier ones
            known = self._updater.newest_version
            tags = {key.tag for key in known.records} if known is not None else {name}
            if name not in tags:
                raise DsuError(f"there is no struct {name} in the program")
            self._updater.transformers.pop(name, None)
            if text.strip():
                self._updater.transformers[name] = UserTransformer(name, text, label)
            self.journal.add(Transformed(name, text))

    def state(self, text: str, unit: str | None = None) -> None:
        """Run C statements once in the live process when the next patch is applied.

        They see the new globals, the old storage of retyped ones as ``old_NAME``, and may call new
        functions. When they return a value other than 0, crash, or do not end, the patch is
        refused and the process goes on at the old version. An empty text takes it back.
        """
        with self._lock:
            self._updater.sync()  # a patch that came meanwhile has taken the earlier one
            self._updater.state = UserState(text, unit or "state") if text.strip() else None
            self.journal.add(StateGiven(text))

    def clear_given(self) -> None:
        """Take back what :meth:`transform` and :meth:`state` have set for the next patch."""
        self.state("")
        for each in self.given().transformers:
            self.transform(each.type_name, "")

    def _planned(self, version: Version, unit: str, watch: Stopwatch) -> Patch:
        if self._updater.now is None:
            return Patch(0, unit, looking.everything(version), initial=True, _state="planned")
        plan = self._updater.plan(version, watch)
        return Patch(
            version.number,
            unit,
            plan.difference,
            refusals=plan.refusals,
            stages=watch.seconds,
            moments=plan.moments,
            _state="empty" if plan.difference.empty else "planned",
        )

    def _settled(self, patch: Patch, wait: float) -> Patch:
        """Give a running program the time to take a patch; raise what refused it meanwhile."""
        if patch.state == "pending" and not self._updater.holding:
            patch.wait(wait)
        with self._lock:
            self._updater.sync()
        patch.raise_refusal()
        return patch

    # ---- steering patches ------------------------------------------------------------

    def hold(self) -> None:
        """Keep patches back, the one that waits included, until :meth:`apply`."""
        with self._lock:
            self._updater.hold()

    def apply(self, *, wait: float = 1.0) -> Patch | None:
        """Let the patch that waits be applied at the next safe moment; None without one."""
        with self._lock:
            patch = self._updater.release()
        return self._settled(patch, wait) if patch is not None else None

    def cancel(self) -> bool:
        """Take back the patch that waits; False when there is none or it came first."""
        with self._lock:
            self._updater.sync()
            return self._updater.waiting is not None and self._updater.withdraw()

    def rollback(self, version: int, *, wait: float = 1.0) -> Patch:
        """Go back to the text of an earlier version, by a patch like any other.

        Transformers are generated backwards; :meth:`plan_rollback` lists what gets lost.
        """
        with self._lock:
            self._updater.sync()
            watch = Stopwatch()
            earlier = self._earlier(version, watch)
            unit = f"rollback to v{version}"
            patch = self._updater.apply(earlier.program, earlier, unit, watch)
            self.journal.add(RolledBack(version, patch))
        return self._settled(patch, wait)

    def plan_rollback(self, version: int) -> Patch:
        """Tell what :meth:`rollback` would do."""
        with self._lock:
            self._updater.sync()
            watch = Stopwatch()
            earlier = self._earlier(version, watch)
            return self._planned(earlier, f"rollback to v{version}", watch)

    def _earlier(self, version: int, watch: Stopwatch) -> Version:
        text = self._updater.history.get(version)
        if text is None:
            known = ", ".join(f"v{number}" for number in sorted(self._updater.history))
            raise DsuError(f"there is no version {version} to go back to; there are {known}")
        return self._engine.again(text, self._updater.next_number, watch)

    # ---- running ---------------------------------------------------------------------

    def run(self, function: str = "main", *args: object) -> None:
        """Start a function on the program's main thread and return at once."""
        with self._lock:
            self._updater.sync()
            process, now = self._updater.alive()
            if self.running:
                raise DsuError("the program is running; stop() it or wait for it first")
            self._updater.touched = self._updater.ran = True
            prepared = self._evaluator.run(now, function, args)
            self._start(process, prepared)
            started = Start(function, args)
            self.journal.add(Input(started, process.pid, now.version.number, running=False))

    def _start(self, process: LiveProcess, prepared: Prepared) -> None:
        """Submit the job; an interrupt meanwhile does not lose it."""

        def submit() -> None:
            self._main = process.submit(prepared.thunk, prepared.args, guarded=False)

        with ThreadPoolExecutor(1) as pool:
            pool.submit(submit).result()

    @property
    def running(self) -> bool:
        """Whether the function started by :meth:`run` still runs."""
        return self._main is not None and not self._main.done

    def wait_exit(
        self, timeout: float | None = None, *, on_input: GiveInput | None = None
    ) -> ExitReport | None:
        """Wait for the function started by :meth:`run`; None when it still runs.

        When it returned, the process lives on and ``status`` is what it returned. ``on_input`` is
        asked when the program waits for its standard input meanwhile; None is the end of it.
        """
        main, process = self._main, self._updater.process
        if main is None or process is None:
            raise DsuError("nothing was started with run()")
        try:
            value = attend(main, process, timeout, self._giving(on_input))
        except JobTimeout:
            return None
        except DsuError:
            found = process.wait_exit(timeout)
            if found is None:
                raise
            return found
        status = int(value) & 0xFF if isinstance(value, int) else 0
        return ExitReport(status, None, None, process.version)

    def call(
        self,
        function: str,
        *args: object,
        timeout: float | None = None,
        on_input: GiveInput | None = None,
    ) -> Value:
        """Call a function of the program with Python values; returns its value.

        While main runs, its own thread makes the call at its next update point. ``on_input`` is
        asked when the program waits for its standard input meanwhile.
        """
        return self._evaluate(
            lambda now: self._evaluator.call(now, function, args),
            timeout,
            on_input,
            Call(function, args),
        )

    def eval(
        self,
        expression: str,
        *,
        timeout: float | None = None,
        recorded: bool = True,
        on_input: GiveInput | None = None,
    ) -> Value:
        """Evaluate a C expression of the program in the live process, as :meth:`call` does.

        ``recorded=False``: it only looks, and is no input that the journal has to remember.
        """
        return self._evaluate(
            lambda now: self._evaluator.expression(now, expression),
            timeout,
            on_input,
            Evaluate(expression) if recorded else None,
        )

    def _evaluate(
        self,
        prepare: Callable[[InForce], Prepared],
        timeout: float | None,
        on_input: GiveInput | None,
        act: Act | None,
    ) -> Value:
        with self._lock:
            self._updater.sync()
            if self._updater.now is None:
                self._begin_empty()
            self._updater.alive()
            self._updater.touched = self._updater.ran = True
            running = self.running
        value = self._evaluator.evaluate(
            self._current, prepare, timeout, lambda: self.running, self._giving(on_input)
        )
        if act is not None:
            self._note(act, running, value)
        self._updater.check_faults()
        return value

    def _note(self, act: Act, running: bool, value: Value = None) -> None:
        """Remember what the live process was given."""
        with self._lock:
            process, now = self._updater.process, self._updater.now
            if process is not None and now is not None:
                number = now.version.number
                self.journal.add(Input(act, process.pid, number, running, value))

    def _begin_empty(self) -> None:
        """Start a process without a program: expressions of C alone have a place to run."""
        watch = Stopwatch()
        version = self._engine.version(Program(), 0, watch)
        self._updater.begin(Program(), version, "", watch)

    def _current(self) -> tuple[LiveProcess, InForce]:
        with self._lock:
            self._updater.sync()
            return self._updater.alive()

    def stop(self) -> ExitReport | None:
        """End the live process; the text stays. Returns how it ended."""
        with self._lock:
            self._updater.sync()
            process = self._updater.process
            return process.stop() if process is not None else None

    def restart(self) -> Patch:
        """End the live process and start the newest text anew."""
        with self._lock:
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

    def cold(self, on_output: OnOutput | None = None) -> Session:
        """Return a new session that begins with this one's text in force, in its own process."""
        with self._lock:
            text = self._inspected().version.text
        flags, slop, gcc = self._options
        fresh = Session(flags, slop, gcc, on_output)
        watch = Stopwatch()
        version = fresh._engine.again(text, 0, watch)
        fresh._updater.begin(version.program, version, "cold start", watch)
        return fresh

    # ---- input and output ------------------------------------------------------------

    def write_stdin(self, data: bytes | str) -> None:
        """Give the program input."""
        process, _ = self._updater.alive()
        given = as_bytes(data)
        process.write_stdin(given)
        if given:
            self._note(Type(given), self.running)

    def end_input(self) -> None:
        """Give the program the end of its input."""
        process, _ = self._updater.alive()
        process.close_stdin()
        self._note(Type(b""), self.running)

    @property
    def wants_input(self) -> bool:
        """Whether the program waits for its standard input at this moment."""
        process = self._updater.process
        return process is not None and process.wants_input

    def _giving(self, on_input: GiveInput | None) -> GiveInput | None:
        """The same, remembering what was given."""

        if on_input is None:
            return None

        def give() -> bytes | None:
            data = on_input()
            given = None if data is None else as_bytes(data)
            if given != b"":
                self._note(Type(given or b""), self.running)
            return given

        return give
