"""Runs a program once for each moment, and requests a patch there.

The runs are those of the native host: nothing is in the process but the program, the runtime and
the patch, which is loaded from the start. The moments are counted by the runtime
(``dsu_moments.c``), so a run without timers and other processes comes to the same ones each time.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError, PatchRefused, Place
from dsu_kernel.live.reports import PatchReport
from dsu_kernel.moments.model import Moment, MomentMap, Run, Trial
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.still_used import StillUsed
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.patch.verdict import waiting
from dsu_kernel.program.model import Program
from dsu_kernel.toolchain.compiler import Compiler

Play = Callable[[Sequence[str], int], Run]
"""Runs a command to its end, with a descriptor that it inherits."""

Judge = Callable[[Trial, Run], str]
"""What is wrong with a trial, given the run without the patch; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The plainest way to play: arguments, input, and a time limit in seconds.

    The program runs in an empty folder; its output goes to files, so that the runtime can tell how
    much had been written at a moment.
    """

    args: tuple[str, ...] = ()
    stdin: bytes = b""
    timeout: float = 20.0
    env: Mapping[str, str] | None = None

    def __call__(self, command: Sequence[str], report: int) -> Run:
        """Run a command."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as fed:
            fed.write(self.stdin)
            fed.seek(0)
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                status: int | None
                try:
                    status = subprocess.run(
                        [*command, *self.args],
                        stdin=fed,
                        stdout=out,
                        stderr=err,
                        cwd=folder,
                        env=None if self.env is None else {**os.environ, **self.env},
                        pass_fds=(report,),
                        timeout=self.timeout,
                        check=False,
                    ).returncode
                except subprocess.TimeoutExpired:
                    status = None
                texts = []
                for file in (out, err):
                    file.seek(0)
                    texts.append(file.read())
        return Run(status, *texts)


class Trials:
    """Two versions of a program, compiled, and what can be tried with them."""

    def __init__(self, old: Program, compiler: Compiler, slop: int = 0) -> None:
        self._compiler = compiler
        self._engine = Engine(compiler, slop)
        self._watch = Stopwatch()
        self._sources = dict(old.sources)
        version = self._engine.version(old, 0, self._watch)
        self._before: InForce
        self._before, module = self._engine.first(version, self._watch)
        self._module = self._engine.build(module, self._watch).path
        self._used = StillUsed(self._before, {0: version.text}).places
        self._patch: Path | None = None
        self.plan: Plan | None = None

    def change(
        self,
        new: Program,
        transformers: Iterable[UserTransformer] = (),
        state: UserState | None = None,
    ) -> None:
        """Build the patch to another version. Raises PatchRefused if it cannot be applied."""
        version = self._engine.version(new, 1, self._watch)
        written = {t.type_name: t for t in transformers}
        plan = self._engine.plan(self._before, version, written, self._watch, state)
        if plan.refusals:
            raise PatchRefused("\n".join(map(str, plan.refusals)), plan.refusals)
        if plan.module is None:
            raise DsuError("the two versions mean the same: there is no patch to try")
        texts = {t.label: t.text for t in written.values()}
        if state is not None:
            texts[state.label] = state.text
        self.plan = plan
        self._patch = self._engine.build(plan.module, self._watch, texts).path

    # ---- runs ----------------------------------------------------------------------------

    def survey(self, play: Play) -> tuple[tuple[Moment, ...], Run]:
        """Run without the patch; returns every moment, in order."""
        run, events = self._play(play, "", 0)
        return tuple(_moment(event) for event in events), run

    def trial(self, moment: Moment, play: Play) -> Trial:
        """Run with the patch requested at a moment."""
        assert self._patch is not None
        assert self.plan is not None
        run, events = self._play(play, str(self._patch), moment.number)
        told = {event["what"]: event for event in events}
        trial = Trial(moment, run, None)
        if "requested" not in told:
            return replace(trial, reached=False)
        trial = replace(trial, moment=_moment(told["requested"]))
        tried, settled = told.get("tried"), told.get("settled")
        if settled is not None:
            report = PatchReport.parse(json.dumps(settled["report"]))
            if report.state == "applied":
                trial = replace(trial, applied=_moment(settled))
            else:
                trial = replace(trial, error=report.error or "the patch failed")
        if tried is not None and trial.outcome != "at once" and not trial.error:
            report = PatchReport.parse(json.dumps(tried["report"]))
            reasons = waiting(
                report, None, self.plan.difference, self.plan.moments, used=self._used
            )
            trial = replace(trial, verdicts=reasons)
        return trial

    def map(self, play: Play, judge: Judge, limit: int | None = None) -> MomentMap:
        """Try every moment of a run, or about ``limit`` of them, from all points."""
        survey, plain = self.survey(play)
        trials = []
        for moment in chosen(survey, limit):
            trial = self.trial(moment, play)
            trials.append(replace(trial, wrong=judge(trial, plain)))
        return MomentMap(survey, plain, tuple(trials), self._sources, self._engine.words)

    def _play(self, play: Play, patch: str, number: int) -> tuple[Run, list[dict[str, Any]]]:
        native = str(self._compiler.runtime().native)
        with tempfile.TemporaryFile() as report:
            options = ["--name", "./a.out", "--moments", patch, str(number), str(report.fileno())]
            run = play([native, *options, str(self._module)], report.fileno())
            report.seek(0)
            return run, [json.loads(line) for line in report if line.endswith(b"\n")]


def _moment(event: dict[str, Any]) -> Moment:
    place = Place(event["unit"], event["line"])
    number, written = event["moment"], event["written"]
    return Moment(number, place, event["function"], bool(event["region"]), written)


def chosen(survey: Sequence[Moment], limit: int | None) -> Iterator[Moment]:
    """Yield all moments; with a limit the first, the last and some between, of each point."""
    if limit is None or len(survey) <= limit:
        yield from survey
        return
    points: dict[tuple[Place, str], list[Moment]] = {}
    for moment in survey:
        points.setdefault((moment.place, moment.function), []).append(moment)
    share = max(limit // len(points), 2)
    for moments in points.values():
        step = max(1, -(-len(moments) // share))
        yield from moments[::step]
        if (len(moments) - 1) % step:
            yield moments[-1]


def behaves_as_before(trial: Trial, plain: Run) -> str:
    """Judge: the patch changes nothing that can be seen."""
    if trial.run.status != plain.status:
        return f"{trial.run.end} instead of {plain.end}"
    if trial.run.stdout != plain.stdout:
        return first_difference(trial.run.stdout, plain.stdout)
    return ""


def ends_as_before(trial: Trial, plain: Run) -> str:
    """Judge: it ends as without the patch; what it writes may differ once it is applied."""
    if trial.run.status != plain.status:
        return f"{trial.run.end} instead of {plain.end}"
    return unpatched_prefix(trial, plain)


def unpatched_prefix(trial: Trial, plain: Run) -> str:
    """What differs although the patch had not been applied yet."""
    until = trial.applied.written if trial.applied is not None else len(plain.stdout)
    if until >= 0 and trial.run.stdout[:until] != plain.stdout[:until]:
        return first_difference(trial.run.stdout[:until], plain.stdout[:until])
    return ""


def first_difference(found: bytes, expected: bytes) -> str:
    """Say at which line two outputs part."""
    one, other = found.splitlines(), expected.splitlines()
    for number, (a, b) in enumerate(zip(one, other, strict=False), 1):
        if a != b:
            return f"line {number} of the output is {_quoted(a)} instead of {_quoted(b)}"
    return f"the output has {len(one)} lines instead of {len(other)}"


def _quoted(line: bytes) -> str:
    return repr(line.decode("utf-8", "replace"))
