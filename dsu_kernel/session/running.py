"""A session's program runs: main on its thread, calls and evaluations, input for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError
from dsu_kernel.live.attend import GiveInput, as_bytes, attend
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import JobGoesOn, JobTimeout, ProcessDied, ProgramFault
from dsu_kernel.live.job import Job
from dsu_kernel.live.reports import ExitReport
from dsu_kernel.live.values import Value
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.model import Program
from dsu_kernel.session.journal import WENT_ON, Act, Call, Evaluate, Input, Journal, Start, Type
from dsu_kernel.updating.evaluation import Evaluator, Prepared
from dsu_kernel.updating.lock import SessionLock
from dsu_kernel.updating.updater import Updater


class Running:
    """The part of a session that lets the program do something."""

    _lock: SessionLock
    _engine: Engine
    _evaluator: Evaluator
    _updater: Updater
    _main: Job | None
    journal: Journal

    def run(self, function: str = "main", *args: object) -> None:
        """Start a function on the program's main thread and return at once."""
        with self._lock():
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
        self._lock.refuse_callback()
        main, process = self._main, self._updater.process
        if main is None or process is None:
            raise DsuError("nothing was started with run()")
        try:
            value = attend(main, process, timeout, self._giving(on_input))
        except JobTimeout:
            return None
        except ProcessDied as death:
            return process.wait_exit(timeout) or death.exit
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
        recorded: bool | str = True,
        on_input: GiveInput | None = None,
    ) -> Value:
        """Evaluate a C expression of the program in the live process, as :meth:`call` does.

        ``recorded=False``: it only looks, and is no input that the journal has to remember. A text:
        what a person wrote, from which this expression was made.
        """
        return self._evaluate(
            lambda now: self._evaluator.expression(now, expression),
            timeout,
            on_input,
            Evaluate(expression, recorded if isinstance(recorded, str) else "")
            if recorded
            else None,
        )

    def _evaluate(
        self,
        prepare: Callable[[InForce], Prepared],
        timeout: float | None,
        on_input: GiveInput | None,
        act: Act | None,
    ) -> Value:
        with self._lock():
            self._updater.sync()
            if self._updater.now is None:
                self._begin_empty()
            self._updater.alive()
            self._updater.touched = self._updater.ran = True
            running = self.running
        give = self._giving(on_input)
        try:
            value = self._evaluator.evaluate(
                lambda: self._prepared(prepare), timeout, lambda: self.running, give
            )
        except ProgramFault as fault:
            self._note(act, running, fault=fault.signal)
            raise
        except (JobGoesOn, KeyboardInterrupt):
            self._note(act, running, fault=WENT_ON)
            raise
        self._note(act, running, value)
        self._updater.check_faults()
        return value

    def _note(self, act: Act | None, running: bool, value: Value = None, fault: str = "") -> None:
        """Remember what the live process was given; None is a look, which gives it nothing."""
        if act is not None:
            with self._lock():
                self._add_input(act, running, value, fault)

    def _note_typed(self, data: bytes) -> None:
        """Remember input; without the lock, as ``on_output`` may give some."""
        self._add_input(Type(data), self.running)

    def _add_input(self, act: Act, running: bool, value: Value = None, fault: str = "") -> None:
        process, now = self._updater.process, self._updater.now
        if process is not None and now is not None:
            number = now.version.number
            self.journal.add(Input(act, process.pid, number, running, value, fault))

    def _begin_empty(self) -> None:
        """Start a process without a program: expressions of C alone have a place to run."""
        watch = Stopwatch()
        version = self._engine.version(Program(), 0, watch)
        self._updater.begin(Program(), version, "", watch)

    def _prepared(self, prepare: Callable[[InForce], Prepared]) -> tuple[LiveProcess, Prepared]:
        """Compile for the version in force, which stays so meanwhile.

        Else another thread could let the kept thunks be those of a new version before the old one's
        is added: that one would be found from then on, and never fit.
        """
        with self._lock():
            self._updater.catch_up()
            process, now = self._updater.alive()
            return process, prepare(now)

    # ---- input ----

    def write_stdin(self, data: bytes | str) -> None:
        """Give the program input."""
        process, _ = self._updater.alive()
        given = as_bytes(data)
        process.write_stdin(given)
        if given:
            self._note_typed(given)

    def end_input(self) -> None:
        """Give the program the end of its input."""
        process, _ = self._updater.alive()
        process.close_stdin()
        self._note_typed(b"")

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
                self._note_typed(given or b"")
            return given

        return give
