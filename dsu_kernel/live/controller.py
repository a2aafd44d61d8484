"""The kernel's side of a live process."""

from __future__ import annotations

import itertools
import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeAlias, cast

from dsu_kernel.live import protocol
from dsu_kernel.live.calls import Calls
from dsu_kernel.live.children import Family
from dsu_kernel.live.errors import JobRefused, LiveError, PatchRefused, ProcessDied, Unreachable
from dsu_kernel.live.frames import Symbolise, Symboliser
from dsu_kernel.live.job import Argument, Job, encode_argument
from dsu_kernel.live.keeper import Keeper
from dsu_kernel.live.looks import Looks
from dsu_kernel.live.output import DEFAULT_LIMIT, OutputLog
from dsu_kernel.live.prepared import PreparedPatch
from dsu_kernel.live.pump import Handlers, OnOutput, Pump
from dsu_kernel.live.reports import CrashReport, ExitReport, PatchReport, PatchState, signal_name
from dsu_kernel.live.streams import Streams
from dsu_kernel.toolchain.compiler import Compiler, Lines

OnEvent: TypeAlias = Callable[[PreparedPatch | ExitReport], None]

_log = logging.getLogger(__name__)
_START_TIMEOUT = 30.0
_END_TIMEOUT = 0.5


def _symbolise(module: Path, offsets: Sequence[int]) -> Sequence[Lines]:
    return Compiler().symbolise(module, offsets)


class LiveProcess(Looks, Streams):
    """One live process: load patches into it, run jobs on its main thread, see what it prints.

    All methods may be called from any thread but that of the callbacks.  Use it as a context
    manager, or call :meth:`stop`.
    """

    def __init__(
        self,
        on_output: OnOutput | None,
        on_event: OnEvent | None,
        output_limit: int,
        symboliser: Symboliser,
    ) -> None:
        """Use :meth:`start`."""
        self.output = OutputLog(output_limit)
        self.pid = 0
        self._symboliser = symboliser
        self._on_event = on_event
        self._version = 0
        self._exit: ExitReport | None = None
        self._crash: CrashReport | None = None
        self._broken: str | None = None
        self._on_step: Callable[[str], None] | None = None
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()  # guards the two tables and the transition to _exit
        self._jobs: dict[int, Job] = {}
        self._patches: dict[int, PreparedPatch] = {}
        self._ready = threading.Event()
        self._gone = threading.Event()
        handlers = Handlers(self._on_message, self._on_cut, self._on_crash, self._on_ended)
        self._pump = Pump(handlers, self.output, on_output)
        self._calls = Calls(self._pump.send, self._lost)
        self._keeper: Keeper
        self._family: Family
        self._family_lock = threading.Lock()

    # ---- birth and death ----

    @classmethod
    def start(
        cls,
        runtime: Path,
        *,
        on_output: OnOutput | None = None,
        on_event: OnEvent | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        output_limit: int = DEFAULT_LIMIT,
        symbolise: Symbolise | None = None,
    ) -> LiveProcess:
        """Start a process with the runtime loaded and nothing else.

        ``on_output`` gets the name of a stream and bytes, ``on_event`` each patch that was applied
        or failed, and the exit; both on a thread of their own that must not wait for the process.
        ``symbolise`` looks up the lines of backtraces; give it that of the program's Compiler.
        """
        symboliser = Symboliser(symbolise or _symbolise, runtime)
        process = cls(on_output, on_event, output_limit, symboliser)
        ends = process._pump.open()
        process._keeper = Keeper(
            runtime, ends, env=env, cwd=cwd, on_exit=process._pump.process_ended
        )
        try:
            process.pid = process._keeper.spawn()
            process._family = Family(process.pid)
            process._pump.start()
            process._await_ready()
        except BaseException:
            process._discard()
            raise
        return process

    def _await_ready(self) -> None:
        if not self._ready.wait(_START_TIMEOUT):
            raise LiveError("the live process does not start")
        if self._exit is not None:
            words = self._broken or f"{self._exit}\n{self.output.text('stderr')}".strip()
            raise LiveError(f"the live process cannot start: {words}")

    def _discard(self) -> None:
        self._keeper.discard()
        self._pump.close()

    def stop(self, timeout: float = 2.0) -> ExitReport:
        """End the process and what it forked; returns how it ended.

        An idle process exits as a C program does, with its ``atexit`` handlers.  One that is busy
        gets SIGTERM, and after ``timeout`` seconds SIGKILL.
        """
        if self._exit is None:
            busy = self._jobs_running()
            self._calls.send(protocol.Quit())
            if busy or self._calls.is_cut:
                self._keeper.signal_group(signal.SIGTERM)
            if not self._gone.wait(timeout):
                self._keeper.signal_group(signal.SIGKILL)
                self._gone.wait()
        self._keeper.finish()
        self._pump.close()
        report = self._exit
        assert report is not None
        return report

    def kill(self) -> ExitReport:
        """End the process at once."""
        self._keeper.signal_group(signal.SIGKILL)
        return self.stop()

    def __enter__(self) -> LiveProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def alive(self) -> bool:
        """Whether the process exists."""
        return self._exit is None

    @property
    def exit(self) -> ExitReport | None:
        """How the process ended; None while it lives."""
        return self._exit

    def wait_exit(self, timeout: float | None = None) -> ExitReport | None:
        """Wait until the process has ended and all its output is delivered; None: not in time."""
        self._gone.wait(timeout)
        return self._exit

    # ---- patches ----

    def prepare(self, module: Path) -> PreparedPatch:
        """Load and check a module.  Raises PatchRefused with the runtime's words."""
        number = next(self._numbers)
        self._symboliser.add_module(module)
        patch = PreparedPatch(number, self._calls.call, self._symboliser)
        with self._lock:
            self._patches[number] = patch
        try:
            self._calls.call(protocol.Prepare(number, str(module)), refused=PatchRefused)
        except LiveError:
            with self._lock:
                del self._patches[number]
            raise
        return patch

    @property
    def version(self) -> int:
        """The version of the newest patch applied."""
        return self._version

    # ---- jobs ----

    def submit(
        self,
        thunk: Path,
        args: Sequence[Argument] = (),
        *,
        nested: bool = False,
        guarded: bool = True,
    ) -> Job:
        """Run the thunk of a shared object on the program's thread.

        ``nested``: when the program is busy, inside its next update point.  ``guarded``: a fault
        ends the job, not the process.  Strings are copied into memory that the program may keep.
        """
        number = next(self._numbers)
        encoded = [encode_argument(arg) for arg in args]
        self._symboliser.add_module(thunk)
        job = Job(number, self._calls.call, self._symboliser)
        with self._lock:
            if self._exit is not None:
                raise ProcessDied(self._exit)
            self._jobs[number] = job
        operation = protocol.Submit(number, str(thunk), encoded, nested, guarded)
        try:
            self._calls.call(operation, refused=JobRefused)
        except ProcessDied:
            pass  # perhaps of this very job; it knows
        except LiveError:
            with self._lock:
                self._jobs.pop(number, None)
            raise
        return job

    def _jobs_running(self) -> bool:
        with self._lock:
            return bool(self._jobs)

    # ---- what arrives on the pump's thread ----

    def _lost(self) -> LiveError:
        """Why there is no answer.  The end of the channel is seen before the end of the process."""
        self._gone.wait(_END_TIMEOUT)
        if self._exit is not None:
            return ProcessDied(self._exit)
        return Unreachable("the program has closed the channel to its controller")

    def _on_message(self, message: protocol.Message) -> None:
        match message:
            case protocol.Reply():
                self._calls.answer(message)
            case protocol.JobEnded(number, state, text):
                with self._lock:
                    job = self._jobs.pop(number, None)
                if job is not None:
                    job.end(state, text)
            case protocol.PatchSettled(number, state, version, text):
                self._version = version
                with self._lock:
                    patch = self._patches[number]
                found = PatchReport.parse(text, self._symboliser)
                patch.settle(cast("PatchState", state), found)
                self._tell(patch)
            case protocol.Stood(text):
                if self._on_step is not None:
                    self._on_step(text)
            case protocol.Ready(version):
                self._version = version
                self._ready.set()
            case protocol.Broken(words):
                self._broken = words

    def _on_cut(self) -> None:
        self._calls.cut()

    def _on_crash(self, text: str) -> None:
        crash = CrashReport.parse(text, self._symboliser)
        if crash.pid == self.pid:  # else a child that the program forked
            self._crash = crash

    def _on_ended(self, returncode: int) -> None:
        died = returncode < 0
        report = ExitReport(
            status=None if died else returncode,
            signal=signal_name(-returncode) if died else None,
            crash=self._crash if died else None,
            version=self._version,
        )
        with self._lock:
            self._exit = report
            jobs = [*self._jobs.values()]
            patches = [*self._patches.values()]
            self._jobs.clear()
        self._calls.cut()
        for job in jobs:
            job.lose(report)
        for patch in patches:
            patch.lose(report)
        self._ready.set()
        self._gone.set()
        self._tell(report)

    def _tell(self, event: PreparedPatch | ExitReport) -> None:
        if self._on_event is None:
            return
        try:
            self._on_event(event)
        except Exception:  # noqa: BLE001 - a callback that fails must not stop the traffic
            _log.exception("the callback for events failed")
