"""Session: one program and its live process. This is the public API; the work is done elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from dsu_kernel import cells
from dsu_kernel import report as looking
from dsu_kernel.build import Compiler
from dsu_kernel.engine import Built, Engine, Stopwatch
from dsu_kernel.errors import DsuError, PatchRefused, ProcessGone
from dsu_kernel.evaluation import Evaluator, Prepared
from dsu_kernel.faults import FaultWatch
from dsu_kernel.info import FunctionInfo, GlobalInfo, PointInfo, TimelineEntry, TypeInfo
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import JobTimeout
from dsu_kernel.live.errors import PatchRefused as ModuleRefused
from dsu_kernel.live.job import Job
from dsu_kernel.live.reports import ExitReport
from dsu_kernel.live.values import Value
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.transformers import UserTransformer
from dsu_kernel.program import Program, Unit, Version

OnOutput = Callable[[str, bytes], None]


class Session:
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
        self._engine = Engine(Compiler(flags, gcc), slop or 0)
        self._evaluator = Evaluator(self._engine)
        self._on_output = on_output
        self._lock = threading.RLock()
        self._program = Program()
        self._now: InForce | None = None
        self._shown: dict[str, str] = {}
        self._process: LiveProcess | None = None
        self._touched = False
        self._waiting: tuple[Patch, Plan, Program, Built] | None = None
        self._main: Job | None = None
        self._transformers: dict[str, UserTransformer] = {}
        self._timeline: list[TimelineEntry] = []
        self._watch: FaultWatch | None = None  # only once a user's transformer is in force

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
            if self._process is not None:
                self._process.stop()
                self._process = None

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
            self._sync()
            watch = Stopwatch()
            program, version, changed = self._with_text(source, unit, label, watch)
            patch = self._apply(program, version, changed, watch)
        if patch.state == "pending":
            patch.wait(wait)
            with self._lock:
                self._sync()
        return patch

    def plan(self, source: str, unit: str | None = None, *, label: str | None = None) -> Patch:
        """Tell what :meth:`define` would do; ``refusals`` of the result says what forbids it."""
        with self._lock:
            self._sync()
            watch = Stopwatch()
            _, version, changed = self._with_text(source, unit, label, watch)
            now = self._now
            if now is None:
                difference = looking.everything(version)
                return Patch(0, changed, difference, initial=True, _state="planned")
            plan = self._engine.plan(now, version, self._transformers, watch)
            return Patch(
                version.number,
                changed,
                plan.difference,
                refusals=plan.refusals,
                stages=watch.seconds,
                _state="empty" if plan.difference.empty else "planned",
            )

    def load(self, *paths: str | Path, wait: float = 1.0) -> Patch:
        """Take C files as the program, each with a scope of its own."""
        units = []
        for path in paths:
            try:
                text = Path(path).read_bytes().decode("utf-8", "surrogateescape")
            except OSError as error:
                raise DsuError(f"{path}: {error.strerror}") from error
            units.append(Unit(str(path), text, str(path)))
        with self._lock:
            self._sync()
            if self._program.units and not self._program.files:
                raise DsuError("this session's program is made of cells; load files in a new one")
            watch = Stopwatch()
            program = Program(tuple(units), files=True)
            version = self._engine.version(program, self._next_number(), watch)
            patch = self._apply(program, version, str(paths[0]) if paths else "", watch)
        if patch.state == "pending":
            patch.wait(wait)
        return patch

    def transform(self, type_name: str, text: str, unit: str | None = None) -> None:
        """Run C statements with ``xin`` and ``xout`` after the generated transformer of a type.

        They count for the next patch that changes the type.
        """
        name = type_name.removeprefix("struct ").strip()
        label = unit or f"transform {name}"
        self._transformers[name] = UserTransformer(name, text, label)

    @property
    def units(self) -> Mapping[str, str]:
        """The text of each unit."""
        return {unit.name: unit.text for unit in self._program.units}

    def _next_number(self) -> int:
        return 0 if self._now is None else self._now.version.number + 1

    def _with_text(
        self, source: str, unit: str | None, label: str | None, watch: Stopwatch
    ) -> tuple[Program, Version, str]:
        """Return the program with one text exchanged, typed."""
        if self._program.files:
            raise DsuError("this session's program is made of files; use load() again")
        program = self._waiting[2] if self._waiting else self._program
        known = self._waiting[1].after if self._waiting else self._now
        before = known.version if known else None
        name = unit or cells.owner_of(source, program, before)
        if name is None:
            name = label or self._free_name(program)
        newest = Unit(name, source, label or name)
        if any(u.label == newest.label and u.name != name for u in program.units):
            newest = replace(newest, label=f"{newest.label} ({name})")
        candidate = program.with_unit(newest)
        if cells.overlaps(source, name, program, before):
            with watch.stage("parse"):
                parsed = self._engine.frontend.version(candidate, 0)
            candidate = cells.superseded(candidate, newest, parsed)
        version = self._engine.version(candidate, self._next_number(), watch)
        return candidate, version, newest.label

    @staticmethod
    def _free_name(program: Program) -> str:
        names = {unit.name for unit in program.units}
        number = len(names) + 1
        while f"cell {number}" in names:
            number += 1
        return f"cell {number}"

    # ---- patches ---------------------------------------------------------------------

    def _apply(self, program: Program, version: Version, unit: str, watch: Stopwatch) -> Patch:
        if self._now is None or self._process is None or not self._process.alive:
            return self._begin(program, version, unit, watch)
        now = self._now
        plan = self._engine.plan(now, version, self._transformers, watch)
        if plan.refusals:
            if not self._touched:
                # No code of the program ever ran: there is nothing to keep.
                return self._begin(program, version, unit, watch)
            text = "\n".join(map(str, plan.refusals))
            self._note(version.number, unit, "refused", text)
            raise PatchRefused(text, plan.refusals)
        if plan.module is None:
            self._withdraw()
            same = replace(plan.after.version, number=now.version.number)
            self._now = replace(plan.after, version=same, image=now.image)
            self._program = program
            return Patch(now.version.number, unit, plan.difference, _state="empty")
        texts = {t.label: t.text for t in self._transformers.values()}
        built = self._engine.build(plan.module, watch, texts)
        self._withdraw()
        with watch.stage("load"):
            try:
                prepared = self._process.prepare(built.path)
            except ModuleRefused as error:
                raise PatchRefused(_loader_words(str(error))) from error
        patch = Patch(
            version.number, unit, plan.difference, stages=watch.seconds, _prepared=prepared
        )
        self._waiting = (patch, plan, program, built)
        prepared.request()
        self._sync()
        return patch

    def _begin(self, program: Program, version: Version, unit: str, watch: Stopwatch) -> Patch:
        """Start a process with this version as its first."""
        number = version.number
        after, module = self._engine.first(version, watch)
        built = self._engine.build(module, watch)
        runtime = self._engine.compiler.runtime().library
        with watch.stage("load"):
            process = LiveProcess.start(
                runtime,
                on_output=self._on_output,
                symbolise=self._engine.compiler.symbolise,
            )
            try:
                prepared = process.prepare(built.path)
                prepared.request()
            except ModuleRefused as error:
                process.stop()
                raise PatchRefused(_loader_words(str(error))) from error
            except BaseException:
                process.stop()
                raise
        if self._process is not None:
            self._process.stop()
        self._process, self._main, self._waiting, self._watch = process, None, None, None
        self._touched = False
        self._now, self._program = after, program
        self._shown = dict(built.generated.shown)
        difference = looking.everything(version)
        patch = Patch(
            number, unit, difference, initial=True, stages=watch.seconds, _prepared=prepared
        )
        self._note(number, unit, "applied", patch.summary, prepared.report().pause_ns)
        return patch

    def _withdraw(self) -> None:
        """Take a pending patch back: a newer text replaces it."""
        if self._waiting is None:
            return
        patch, _, _, _ = self._waiting
        if patch._prepared is not None and patch._prepared.cancel():
            patch._prepared.discard()
            patch.cancelled()
            self._waiting = None
        else:
            self._sync()

    def _sync(self) -> None:
        """Adopt a patch that the process has applied meanwhile."""
        if self._waiting is None:
            return
        patch, plan, program, built = self._waiting
        if patch.state == "applied":
            self._waiting = None
            self._now, self._program = plan.after, program
            self._shown.update(built.generated.shown)
            for change in plan.difference.types_changed:
                if self._transformers.pop(change.key.tag, None) and self._watch is None:
                    self._watch = FaultWatch()
            found = patch.report
            pause = found.pause_ns if found else 0
            waited = found.waited_ns / 1e9 if found else None
            patch.stages = {**patch.stages, "pause": pause / 1e9}
            self._note(patch.version, patch.unit, "applied", patch.summary, pause, waited)
        elif patch.state in ("refused", "cancelled"):
            self._waiting = None

    def _note(
        self,
        version: int,
        unit: str,
        state: str,
        summary: str,
        pause_ns: int | None = None,
        waited: float | None = None,
    ) -> None:
        pause = pause_ns / 1000 if pause_ns is not None else None
        self._timeline.append(
            TimelineEntry(version, unit, state, summary, time.time(), waited, pause)
        )

    @property
    def pending(self) -> Patch | None:
        """The patch that waits for a safe moment, if there is one."""
        with self._lock:
            self._sync()
            return self._waiting[0] if self._waiting else None

    # ---- running ---------------------------------------------------------------------

    def run(self, function: str = "main", *args: object) -> None:
        """Start a function on the program's main thread and return at once."""
        with self._lock:
            self._sync()
            process, now = self._alive()
            if self.running:
                raise DsuError("the program is running; stop() it or wait for it first")
            self._touched = True
            prepared = self._evaluator.run(now, function, args)
            self._main = process.submit(prepared.thunk, prepared.args, guarded=False)

    @property
    def running(self) -> bool:
        """Whether the function started by :meth:`run` still runs."""
        return self._main is not None and not self._main.done

    def wait_exit(self, timeout: float | None = None) -> ExitReport | None:
        """Wait for the function started by :meth:`run`; None when it still runs.

        When it returned, the process lives on and ``status`` is what it returned.
        """
        main, process = self._main, self._process
        if main is None or process is None:
            raise DsuError("nothing was started with run()")
        try:
            value = main.wait(timeout)
        except JobTimeout:
            return None
        except DsuError:
            found = process.wait_exit(timeout)
            if found is None:
                raise
            return found
        status = int(value) & 0xFF if isinstance(value, int) else 0
        return ExitReport(status, None, None, process.version)

    def call(self, function: str, *args: object, timeout: float | None = None) -> Value:
        """Call a function of the program with Python values; returns its value.

        While main runs, its own thread makes the call at its next update point.
        """
        return self._evaluate(lambda now: self._evaluator.call(now, function, args), timeout)

    def eval(self, expression: str, *, timeout: float | None = None) -> Value:
        """Evaluate a C expression of the program in the live process."""
        return self._evaluate(lambda now: self._evaluator.expression(now, expression), timeout)

    def _evaluate(self, prepare: Callable[[InForce], Prepared], timeout: float | None) -> Value:
        with self._lock:
            self._sync()
            self._alive()
            self._touched = True
        value = self._evaluator.evaluate(self._current, prepare, timeout, lambda: self.running)
        if self._watch is not None and self._process is not None:
            self._watch.check(self._process)
        return value

    def _current(self) -> tuple[LiveProcess, InForce]:
        with self._lock:
            self._sync()
            return self._alive()

    def _alive(self) -> tuple[LiveProcess, InForce]:
        if self._process is None or self._now is None:
            raise DsuError("there is no program yet; define() one")
        if not self._process.alive:
            raise ProcessGone(self._process.exit)
        return self._process, self._now

    def stop(self) -> ExitReport | None:
        """End the live process; the text stays. Returns how it ended."""
        with self._lock:
            self._sync()
            return self._process.stop() if self._process is not None else None

    def restart(self) -> Patch:
        """End the live process and start the newest text anew."""
        with self._lock:
            self._sync()
            self.stop()
            watch = Stopwatch()
            if not self._program.units:
                raise DsuError("there is no program yet; define() one")
            version = self._engine.version(self._program, self._next_number(), watch)
            return self._begin(self._program, version, "restart", watch)

    # ---- input and output ------------------------------------------------------------

    @property
    def output(self) -> bytes:
        """What the program wrote so far, to both streams (the newest part of it)."""
        return self._process.output.data() if self._process is not None else b""

    def write_stdin(self, data: bytes | str) -> None:
        """Give the program input."""
        process, _ = self._alive()
        process.write_stdin(data.encode() if isinstance(data, str) else data)

    # ---- looking ---------------------------------------------------------------------

    @property
    def version(self) -> int:
        """The version in force; 0 is the first."""
        with self._lock:
            self._sync()
            return self._now.version.number if self._now else 0

    @property
    def functions(self) -> tuple[FunctionInfo, ...]:
        """The functions of the program."""
        return looking.functions(self._inspected())

    @property
    def types(self) -> tuple[TypeInfo, ...]:
        """The struct types of the program."""
        process, now = self._process, self._inspected()
        alive = process is not None and process.alive
        live = process.describe() if process is not None and alive else {}
        return looking.types(now, live)

    @property
    def globals(self) -> tuple[GlobalInfo, ...]:
        """The objects with static storage."""
        return looking.globals_(self._inspected())

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """What happened to the program so far."""
        with self._lock:
            self._sync()
            return tuple(self._timeline)

    def show(self, name: str) -> str:
        """Return the generated C of a function or type."""
        with self._lock:
            self._sync()
            return looking.shown(self._inspected(), self._shown, name)

    def safety(self) -> tuple[PointInfo, ...]:
        """Return every update point with the names that may not change there."""
        return looking.points(self._inspected())

    def _inspected(self) -> InForce:
        with self._lock:
            self._sync()
            if self._now is None:
                raise DsuError("there is no program yet; define() one")
            return self._now


def _loader_words(text: str) -> str:
    """Say "undefined reference" the way a linker does."""
    marker = "undefined symbol: "
    if marker in text:
        name = text.split(marker)[1].split()[0].rstrip(")")
        name = name.removeprefix("__dsu_f_").removeprefix("__dsu_g_")
        return f"undefined reference to '{name}': it is declared, but no cell or library has it"
    return text
