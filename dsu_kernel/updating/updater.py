"""The life of a program in a process: which version is in force, which patch waits, what was.

          plan                  build, prepare              request            sync
text ------------> refused, empty, or a module ----> waiting ------> (process) ----> in force
                                                   (held back while `holding`)
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from dsu_kernel.engine.engine import Built, Engine, Stopwatch
from dsu_kernel.errors import DsuError, NoProgram, PatchRefused, ProcessGone
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import LiveError
from dsu_kernel.live.prepared import PreparedPatch
from dsu_kernel.live.pump import OnOutput
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.still_used import StillUsed
from dsu_kernel.patch.transformers import Given, UserState, UserTransformer
from dsu_kernel.program.info import TimelineEntry
from dsu_kernel.program.model import Program, Text, Version
from dsu_kernel.updating import report as looking
from dsu_kernel.updating import timeline
from dsu_kernel.updating.faults import FaultWatch
from dsu_kernel.updating.loading import load, start


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A patch that is loaded, with all that becomes true when it is applied."""

    patch: Patch
    plan: Plan
    program: Program
    built: Built
    prepared: PreparedPatch


class Updater:
    """Applies versions to the live process, one after the other. Not thread-safe by itself."""

    def __init__(self, engine: Engine, on_output: OnOutput | None) -> None:
        self._engine = engine
        self._on_output = on_output
        self.process: LiveProcess | None = None
        self.now: InForce | None = None
        self.program = Program()
        self.waiting: Waiting | None = None
        self.shown: dict[str, str] = {}
        self.timeline: list[TimelineEntry] = []
        self.history: dict[int, Text] = {}
        self.transformers: dict[str, UserTransformer] = {}
        self.state: UserState | None = None
        self.holding = False
        # Whether there may be state to keep. Not right after a restart, until code has run: then
        # a patch that is refused may as well begin the program anew.
        self.touched = True
        self.ran = False
        self._faults: FaultWatch | None = None

    # ---- what there is ---------------------------------------------------------------

    @property
    def next_number(self) -> int:
        """The number that the next version gets."""
        return 0 if self.now is None else self.now.version.number + 1

    @property
    def newest_program(self) -> Program:
        """The program with the texts of a patch that still waits."""
        return self.waiting.program if self.waiting else self.program

    @property
    def newest_version(self) -> Version | None:
        """The version of :attr:`newest_program`."""
        known = self.waiting.plan.after if self.waiting else self.now
        return known.version if known else None

    def alive(self) -> tuple[LiveProcess, InForce]:
        """Return the process and what is in force in it. Raises DsuError without a process."""
        if self.process is None or self.now is None:
            raise NoProgram
        if not self.process.alive:
            raise ProcessGone(self.process.exit)
        return self.process, self.now

    @property
    def given(self) -> Given:
        """The user's code for the next patch. A patch that does not come leaves it as it is."""
        return Given(self.state, tuple(self.transformers.values()))

    def check_faults(self) -> None:
        """Raise TransformerFault when a user's transformer crashed since the last check."""
        if self._faults is not None and self.process is not None:
            self._faults.check(self.process)

    # ---- applying --------------------------------------------------------------------

    def plan(self, version: Version, watch: Stopwatch) -> Plan:
        """Plan the patch from what is in force to ``version``."""
        assert self.now is not None
        return self._engine.plan(self.now, version, self.transformers, watch, self.state)

    def apply(self, program: Program, version: Version, unit: str, watch: Stopwatch) -> Patch:
        """Bring a version into the process, now or at its next safe moment.

        Raises PatchRefused, CompileError or ParseError; then what was in force or waiting still is.
        """
        while True:
            if self.now is None or self.process is None or not self.process.alive:
                return self.begin(program, version, unit, watch)
            before = self.now
            try:
                patch = self._attempt(program, version, unit, watch)
            except PatchRefused as refused:
                self.catch_up()
                if self.now is before:
                    self.timeline.append(timeline.refused(version.number, unit, str(refused)))
                    raise self.given.noted(refused) from None
                patch = None
            except DsuError as error:
                self.given.noted(error)
                raise
            if patch is not None:
                return patch
            # The patch that waited was applied meanwhile: plan again, on top of it.
            version = replace(version, number=self.next_number)

    def _attempt(
        self, program: Program, version: Version, unit: str, watch: Stopwatch
    ) -> Patch | None:
        """Plan, prepare and request a patch; None when the one that waited came first."""
        plan = self.plan(version, watch)
        if plan.refusals and self._may_begin_anew(plan):
            return self.begin(program, version, unit, watch)
        if plan.refusals:
            raise PatchRefused("\n".join(map(str, plan.refusals)), plan.refusals)
        if plan.module is None:
            return self._adopt_text(plan, program, unit) if self.withdraw() else None
        waiting = self._prepare(plan, program, version, unit, watch)
        if self.withdraw():
            return self._request(waiting)
        waiting.prepared.discard()
        return None

    def _may_begin_anew(self, plan: Plan) -> bool:
        """Whether a refused patch may begin the program anew: there is nothing to keep.

        So it is after a restart; and while cells are written one after the other and nothing has
        run yet, for a type that would have been fixed from the start had its cell come earlier.
        """
        if not self.touched:
            return True
        return not self.ran and all(refusal.exposed for refusal in plan.refusals)

    def _prepare(
        self, plan: Plan, program: Program, version: Version, unit: str, watch: Stopwatch
    ) -> Waiting:
        assert plan.module is not None
        assert self.process is not None
        texts = {t.label: t.text for t in self.transformers.values()}
        if self.state is not None:
            texts[self.state.label] = self.state.text
        built = self._engine.build(plan.module, watch, texts)
        with watch.stage("load"):
            prepared = load(self.process, built.path, version)
        patch = Patch(
            version.number,
            unit,
            plan.difference,
            stages=watch.seconds,
            moments=plan.moments,
            loops=self.now.version.extraction.not_extracted if self.now else (),
            given=self.given,
            used=StillUsed(self.now, self.history).places if self.now else None,
            _prepared=prepared,
        )
        return Waiting(patch, plan, program, built, prepared)

    def _request(self, waiting: Waiting) -> Patch:
        self.waiting = waiting
        if not self.holding:
            waiting.prepared.request()
            self.sync()
        return waiting.patch

    def _adopt_text(self, plan: Plan, program: Program, unit: str) -> Patch:
        """Take a text that means the same: positions may have moved."""
        assert self.now is not None
        number = self.now.version.number
        same = replace(plan.after.version, number=number)
        self.now = replace(plan.after, version=same, image=self.now.image)
        self.program, self.history[number] = program, same.text
        return Patch(number, unit, plan.difference, _state="empty")

    def begin(self, program: Program, version: Version, unit: str, watch: Stopwatch) -> Patch:
        """Start a process with this version as its first."""
        after, module = self._engine.first(version, watch)
        built = self._engine.build(module, watch)
        with watch.stage("load"):
            process, prepared = start(self._engine.compiler, self._on_output, built.path, version)
        if self.process is not None:
            self.process.stop()
        if self.waiting is not None:
            self.waiting.patch.cancelled()
        self.touched, self.ran = self.process is None, False
        self.process, self.waiting = process, None
        self._faults = None
        self.now, self.program = after, program
        self.history[version.number] = version.text
        self.shown = dict(built.generated.shown)
        patch = Patch(
            version.number,
            unit,
            looking.everything(version),
            initial=True,
            stages=watch.seconds,
            _prepared=prepared,
        )
        self.timeline.append(timeline.of_patch(patch, patch.summary, prepared.report()))
        return patch

    # ---- a patch that waits ----------------------------------------------------------

    def withdraw(self) -> bool:
        """Take back the patch that waits; False when it turns out to be applied."""
        waiting = self.waiting
        if waiting is None:
            return True
        report = None
        if not waiting.prepared.lost:
            if waiting.prepared.state != "prepared" and not waiting.prepared.cancel():
                self.sync()
                return False
            report = waiting.patch.report
            waiting.prepared.discard()
        waiting.patch.cancelled()
        self.timeline.append(timeline.of_patch(waiting.patch, waiting.patch.summary, report))
        self.waiting = None
        return True

    def hold(self) -> None:
        """Keep patches back until :meth:`release`."""
        self.holding = True
        waiting = self.waiting.prepared if self.waiting else None
        if waiting is not None and waiting.state == "pending" and not waiting.lost:
            waiting.cancel()
            self.sync()

    def release(self) -> Patch | None:
        """Let the patch that waits be applied."""
        self.holding = False
        waiting = self.waiting
        if waiting is None:
            return None
        if waiting.prepared.state == "prepared" and not waiting.prepared.lost:
            waiting.prepared.request()
        self.sync()
        return waiting.patch

    def catch_up(self) -> None:
        """Adopt a patch that the process has applied and perhaps not told about yet."""
        waiting = self.waiting
        if waiting is not None and not waiting.prepared.lost:
            with suppress(LiveError):  # who needs the process is told
                waiting.prepared.ask()
        self.sync()

    def sync(self) -> None:
        """Adopt a patch that the process has told to be applied."""
        waiting = self.waiting
        if waiting is None:
            return
        patch = waiting.patch
        if patch.state == "applied":
            self.waiting = None
            self.now, self.program = waiting.plan.after, waiting.program
            self.history[patch.version] = self.now.version.text
            self.shown.update(waiting.built.generated.shown)
            for change in patch.difference.types_changed:
                if self.transformers.pop(change.key.tag, None) and self._faults is None:
                    self._faults = FaultWatch()
            self.state = None
            found = patch.report
            pause = found.pause_ns if found else 0
            patch.stages = {**patch.stages, "pause": pause / 1e9}
            self.timeline.append(timeline.of_patch(patch, patch.summary, found))
        elif patch.state in ("refused", "cancelled"):
            self.waiting = None
            words = patch.verdict or patch.summary
            self.timeline.append(timeline.of_patch(patch, words, patch.report))
