"""What trying a patch at the moments of a run yields: runs, trials, and the map by source line.

A moment is an arrival at an update point or blocking call; they are numbered from 1 on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dsu_kernel.errors import Place
from dsu_kernel.live.reports import describe_signal, signal_name
from dsu_kernel.patch.verdict import Verdict
from dsu_kernel.program.words import Words


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the program left behind.

    ``status`` is the exit status, negative for a signal, None for a run that did not end in time.
    """

    status: int | None
    stdout: bytes = b""
    stderr: bytes = b""

    @property
    def end(self) -> str:
        """How it ended, in words."""
        if self.status is None:
            return "does not end"
        if self.status < 0:
            return f"ended by {describe_signal(signal_name(-self.status))}"
        return f"status {self.status}"


@dataclass(frozen=True, slots=True)
class Moment:
    """An arrival: where, and how many bytes had been written to stdout (-1: unknown)."""

    number: int
    place: Place
    function: str
    region: bool
    written: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One run in which the patch was requested at ``moment``.

    ``applied`` is the moment at which it was applied (None: never), ``verdicts`` says why it was
    not at once, ``error`` why it was taken back. ``wrong`` is the judge's word, empty when all is
    well. ``reached`` is False when the run did not come to the moment.
    """

    moment: Moment
    run: Run
    applied: Moment | None
    verdicts: tuple[Verdict, ...] = ()
    error: str = ""
    wrong: str = ""
    reached: bool = True

    @property
    def outcome(self) -> str:
        """``at once``, ``later``, ``never``, ``refused`` or ``not reached``."""
        if not self.reached:
            return "not reached"
        if self.error:
            return "refused"
        if self.applied is None:
            return "never"
        return "at once" if self.applied.number == self.moment.number else "later"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the patch was not applied at once."""
        if self.error:
            return (self.error,)
        return tuple(verdict.reason for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class MomentMap:
    """All trials of one patch; ``survey`` has every moment of the run without it."""

    survey: tuple[Moment, ...]
    plain: Run
    trials: tuple[Trial, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    @property
    def wrong(self) -> tuple[Trial, ...]:
        """The trials that went wrong."""
        return tuple(trial for trial in self.trials if trial.wrong)

    def at(self, line: int, unit: str | None = None) -> tuple[Trial, ...]:
        """Return the trials of the moments at a line."""
        return tuple(
            t
            for t in self.trials
            if t.moment.place.line == line and unit in (None, t.moment.place.unit)
        )

    def __str__(self) -> str:
        counts = counted(self.trials)
        head = f"{len(self.trials)} of {len(self.survey)} moments tried: {counts}; "
        lines = [head + f"{len(self.wrong) or 'none'} wrong"]
        places = sorted({trial.moment.place for trial in self.trials})
        unit = ""
        for place in places:
            if place.unit != unit:
                unit = place.unit
                lines.append(unit)
            lines += self._line(place)
        return self.words.told("\n".join(lines))

    def _line(self, place: Place) -> Iterator[str]:
        trials = self.at(place.line, place.unit)
        texts = self.sources.get(place.unit, "").splitlines()
        text = texts[place.line - 1].strip() if place.line <= len(texts) else ""
        kind = " (blocking)" if trials[0].moment.region else ""
        yield f"{place.line:5}  {text}"
        yield f"         {trials[0].moment.function}{kind}: {counted(trials)}"
        for reason, number in Counter(r for t in trials for r in t.reasons).items():
            yield f"         {number}x {reason}"
        later = Counter(
            (t.applied.place, t.applied.number - t.moment.number)
            for t in trials
            if t.applied is not None and t.outcome == "later"
        )
        for (where, after), number in sorted(later.items(), key=lambda item: item[0][1])[:3]:
            moments = "1 moment" if after == 1 else f"{after} moments"
            yield f"         {number}x applied {moments} later, at {where}"
        for trial in trials:
            if trial.wrong:
                yield f"         WRONG, requested at moment {trial.moment.number}: {trial.wrong}"


def counted(trials: Sequence[Trial]) -> str:
    """Return the outcomes with their numbers: "3 at once, 1 later"."""
    counts = Counter(trial.outcome for trial in trials)
    order = ("at once", "later", "never", "refused", "not reached")
    return ", ".join(f"{counts[each]} {each}" for each in order if counts[each]) or "none"
