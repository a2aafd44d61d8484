"""Running a watched program in a throw-away process, and keeping what is seen at each step."""

from __future__ import annotations

import json
import queue
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from dsu_kernel.errors import DsuError
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import LiveError, ProcessDied
from dsu_kernel.live.job import Job
from dsu_kernel.live.prepared import PreparedPatch
from dsu_kernel.memory.decode import Decoder
from dsu_kernel.memory.inspector import shaper_of
from dsu_kernel.memory.shapes import Shaper
from dsu_kernel.memory.snapshot import Snapshot
from dsu_kernel.patch.plan import InForce
from dsu_kernel.steps import events
from dsu_kernel.steps.pair import Pair
from dsu_kernel.steps.scene import arrows, heap_of
from dsu_kernel.steps.trace import Activation, Phase, Picture, Trace

MOST_STEPS = 400
PATIENCE = 10.0
"""Seconds in which a program has to come to its next step, or to its end."""
_LOOK = 0.02


class Recorder:
    """Records runs of one pair of versions; knows the shapes of its types."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self._shapers = tuple(
            shaper_of(pair.engine, now, now.version.units[0]) for now in (pair.before, pair.after)
        )

    def record(self, moment: int | None, *, analysis: bool = True) -> Trace:
        """Run the program, request the patch at a step, and return what was seen."""
        compiler = self.pair.engine.compiler
        library = compiler.runtime().library
        with LiveProcess.start(library, symbolise=compiler.symbolise) as process:
            return _Run(self.pair, process, self._shapers, moment, analysis).trace()


@dataclass(slots=True)
class _Run:
    """One run in one process."""

    pair: Pair
    process: LiveProcess
    shapers: tuple[Shaper, ...]
    moment: int | None
    analysis: bool
    pictures: list[Picture] = field(default_factory=list)
    run: int = -1
    steps: int = 0
    patch: PreparedPatch | None = None
    applied: int | None = None
    _stops: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)

    def trace(self) -> Trace:
        self.process.prepare(self.pair.first).request()
        self.process.watch(self._stops.put)
        outcome = ""
        for _ in range(self.pair.change.runs):
            outcome = self._once()
            if not self.process.alive or self.steps >= MOST_STEPS:
                break
        self._end(outcome)
        exit_report = self.process.exit
        return Trace(
            self.pair.change,
            self.moment,
            self.analysis,
            tuple(self.pictures),
            self.applied,
            outcome,
            exit_report is not None and exit_report.signal is not None,
            self.process.output.text(),
            tuple(sorted(self.pair.changed)),
        )

    def _once(self) -> str:
        """Call the entry once; return how that ended."""
        self.run += 1
        if self.applied is None and self._is_applied():
            self.applied = self.steps
            now = self._decoder(self.pair.after, 1)
            self._add(self._picture("applied", 1, now, (), ()))
        start = self.pair.starts[self._version()]
        job = self.process.submit(start.thunk, start.args, guarded=False)
        while (stop := self._next_stop(job)) is not None:
            self._stand(json.loads(stop))
            if self.steps >= MOST_STEPS:
                self.process.kill()
                return f"stopped after {MOST_STEPS} steps"
        return self._ended(job)

    def _version(self) -> int:
        """The version in force."""
        return 0 if self.applied is None and not self._is_applied() else 1

    def _next_stop(self, job: Job) -> str | None:
        """Wait for the next step; None when the run is over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            over = job.done or not self.process.alive
            try:
                return self._stops.get(timeout=0 if over else _LOOK)
            except queue.Empty:
                if over:
                    return None
            if time.monotonic() > deadline:
                self.process.kill()
                raise DsuError(f"the program did not come to a step within {PATIENCE:.0f} s")

    def _ended(self, job: Job) -> str:
        if not self.process.alive or self.process.exit is not None:
            return str(self.process.wait_exit(PATIENCE))
        try:
            value = job.wait(PATIENCE)
        except LiveError:
            return str(self.process.wait_exit(PATIENCE))
        name = self.pair.change.entry
        return f"{name} returned" + (f" {value}" if value is not None else "")

    # ---- at a stop -----------------------------------------------------------------------

    def _stand(self, stop: dict[str, Any]) -> None:
        convert: list[tuple[int, int]] = []
        if stop["after"] == 0:
            self._see(stop, "step")
            if self.steps == self.moment:
                self._request()
            self.steps += 1
        elif stop["after"] == 2:
            self._see(stop, "converted")
        elif self.applied is None and self._is_applied():
            self.applied = self.steps - 1
            self._see(stop, "applied")
            convert = [] if self.analysis else self._outdated(self.pictures[-1])
        elif self.applied is None and self.steps - 1 == self.moment:
            self._see(stop, "waiting")
        with suppress(ProcessDied):  # by the very statement that follows
            self.process.go(convert)

    def _request(self) -> None:
        module = self.pair.patch if self.analysis else self.pair.unguarded
        self.patch = self.process.prepare(module)
        self.patch.request()

    def _is_applied(self) -> bool:
        return self.patch is not None and self.patch.report().state == "applied"

    def _outdated(self, picture: Picture) -> list[tuple[int, int]]:
        """Return the objects in sight that the patch has made old, with their types' numbers."""
        found = []
        cells = (*(v for a in picture.stack for v in a.variables), *picture.globals, *picture.heap)
        for key, wrapped in self.pair.after.image.types.items():
            for cell in cells:
                old = cell.state is not None and cell.state.status in ("older", "unborn")
                if old and cell.type == key.spelling:
                    found.append((cell.address, wrapped.id))
        return found

    # ---- pictures ------------------------------------------------------------------------

    def _see(self, stop: dict[str, Any], phase: Phase) -> None:
        version = self._version()
        now = self.pair.after if version else self.pair.before
        decoder = self._decoder(now, version)
        stack = tuple(self._activation(frame, decoder) for frame in stop["frames"])
        innermost = stop["frames"][0]
        points = self.pair.points(innermost["version"])
        restricted = points[innermost["point"]].restricted
        self._add(self._picture(phase, version, decoder, stack, restricted))

    def _decoder(self, now: InForce, version: int) -> Decoder:
        names = {at: name for name, at in self._located(now).items()}
        return Decoder(Snapshot(self.process), self.shapers[version], names)

    def _located(self, now: InForce) -> dict[str, int]:
        symbols = {s.symbol: key for key, s in now.image.globals.items()}
        symbols.update({c.symbol: key for key, c in now.image.functions.items()})
        return {symbols[name]: at for name, at in self.process.locate([*symbols]).items()}

    def _activation(self, frame: dict[str, Any], decoder: Decoder) -> Activation:
        cells = []
        for number, address in frame["variables"]:
            watched = self.pair.variables.known[number]
            cells.append(decoder.cell(watched.ctype, int(address, 16), watched.name))
        return Activation(
            frame["function"], frame["version"], frame["unit"], frame["line"], tuple(cells)
        )

    def _picture(
        self,
        phase: Phase,
        version: int,
        decoder: Decoder,
        stack: tuple[Activation, ...],
        restricted: tuple[str, ...],
    ) -> Picture:
        now = self.pair.after if version else self.pair.before
        places = self._located(now)
        shown = tuple(
            decoder.cell(symbol.ctype, places[key], symbol.name)
            for key, symbol in now.version.globals.items()
            if key in places
        )
        cells = (*(v for a in stack for v in a.variables), *shown)
        heap = heap_of(cells, decoder)
        found = arrows((*cells, *heap))
        return Picture(
            len(self.pictures),
            self.run,
            phase,
            version,
            stack,
            shown,
            heap,
            found,
            restricted,
            (),
        )

    def _add(self, picture: Picture) -> None:
        before = self.pictures[-1] if self.pictures else None
        told = events.between(before, picture, self._verdict(picture.phase), self.pair.changed)
        self.pictures.append(replace(picture, events=told.lines, wrong=told.wrong))

    def _verdict(self, phase: Phase) -> str:
        if phase != "waiting" or self.patch is None:
            return ""
        verdict = self.patch.report().verdict
        if verdict is None:
            return ""
        told = [
            f"{held.who} still uses {held.name} as it was, from line {held.line} on"
            for held in verdict.held
        ]
        return "; ".join(told) or verdict.why

    def _end(self, outcome: str) -> None:
        """Add the last picture: what is left in memory, or nothing after a crash."""
        version = self._version() if self.process.alive else int(self.applied is not None)
        number = len(self.pictures)
        picture = Picture(number, self.run, "end", version, (), (), (), (), (), (outcome,))
        if self.process.alive:
            now = self.pair.after if version else self.pair.before
            seen = self._picture("end", version, self._decoder(now, version), (), ())
            picture = replace(seen, events=(outcome,))
        crashed = not self.process.alive
        self.pictures.append(replace(picture, wrong=crashed))
