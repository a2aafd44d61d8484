"""Verdicts: at which point, because of which name, through which frames, and what would help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from dsu_kernel.analysis.safety_facts import Frame, Name, RestrictionSet
from dsu_kernel.errors import Place
from dsu_kernel.extraction.model import NotExtracted
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.refusal import Refusal
from dsu_kernel.wording import few

if TYPE_CHECKING:
    from dsu_kernel.live.reports import Held, PatchReport


OTHERS = "other threads of the program are not at update points"
"""The runtime's words for that."""

UsesOf: TypeAlias = "Callable[[Held], tuple[Place, ...]]"
"""Tells at which places a frame may still use a name, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing in the way of a patch.

    ``when``: "later" (the patch waits) or "never" (it is refused). ``point`` is the update point
    of the latest try; ``function`` and ``place`` the frame that still uses ``name``, and where it
    stands; ``uses`` the lines on which it does, as far as they are known; ``through`` the frames
    that lead there from the point's caller on, that one included; ``since`` is the moment of the
    request, in seconds since the epoch (None: it was never requested).
    """

    when: Literal["later", "never"]
    name: str
    reason: str
    point: Place | None
    function: str
    place: Place | None
    since: float | None
    help: str
    through: tuple[Frame, ...] = ()
    uses: tuple[Place, ...] = ()

    def __str__(self) -> str:
        at = f"at the update point {self.point}: " if self.point else ""
        ago = f" (waiting for {time.time() - self.since:.1f} s)" if self.since is not None else ""
        hint = f"\n  {self.help}" if self.help else ""
        chain = " < ".join(f"{frame.function} ({frame.place})" for frame in self.through)
        through = f", through {chain}" if len(self.through) > 1 else ""
        return f"{at}{self.reason}{through}{ago}{hint}"


@dataclass(frozen=True, slots=True)
class Moment:
    """Whether a patch can be applied at one update point, whatever is on the stack.

    ``names``: what the patch changes and the point restricts; ``chain``: an example stack, from
    the point's caller outwards, for the first of them.
    """

    unit: str
    line: int
    function: str
    when: Literal["now", "later"]
    names: tuple[str, ...]
    chain: tuple[str, ...]

    def __str__(self) -> str:
        why = f" because of {', '.join(self.names)}" if self.names else ""
        through = f" through {' < '.join(self.chain)}" if self.chain else ""
        return f"{self.unit}:{self.line} in {self.function}: {self.when}{why}{through}"


def refused(refusal: Refusal) -> Verdict:
    """Return the verdict on a patch that cannot be applied at all."""
    return Verdict(
        "never", refusal.name, refusal.reason, None, "", refusal.place, None, refusal.help
    )


def kept_back(since: float) -> Verdict:
    """Return why a patch waits that is held, whatever the program does."""
    return Verdict(
        "later", "", "patches are held back", None, "", None, since,
        "it is tried again once they are let go (apply)",
    )  # fmt: skip


def waiting(
    report: PatchReport,
    since: float | None,
    difference: Difference,
    moments: tuple[Moment, ...] = (),
    loops: tuple[NotExtracted, ...] = (),
    used: UsesOf | None = None,
) -> tuple[Verdict, ...]:
    """Return why the latest try to apply a patch did not succeed.

    ``moments`` are those of the plan, ``loops`` what keeps old code busy for long, ``used`` knows
    where names are used.
    """
    verdict = report.verdict
    if verdict is None:
        reason = "the program has not come to an update point yet"
        help_ = "put update() where the program passes regularly, for example in its main loop"
        return (Verdict("later", "", reason, None, "", None, since, help_),)
    point = Place(verdict.point.unit, verdict.point.line) if verdict.point else None
    if not verdict.held:
        reason = verdict.why or "the program is not at a safe point"
        help_ = "it is tried again when the program goes on" + _elsewhere(moments)
        if reason == OTHERS:
            help_ = (
                "each thread has to come to an update point, or to block, within the same "
                "milliseconds: put update() where it passes regularly"
            )
        return (Verdict("later", "", reason, point, "", None, since, help_),)
    found = []
    for held in verdict.held:
        uses = used(held) if used is not None else ()
        frames = verdict.frames[: held.depth] if held.function else ()
        found.append(
            Verdict(
                "later",
                held.name,
                _reason(held, uses),
                point,
                held.function,
                Place(held.unit, held.line) if held.function else None,
                since,
                _help(held, difference, moments, loops),
                tuple(Frame(f.function, Place(f.unit, f.line)) for f in frames),
                uses,
            )
        )
    return tuple(found)


def _reason(held: Held, uses: tuple[Place, ...]) -> str:
    if held.waits:
        called = f"{held.name}, which had no update point when {held.who} was compiled"
        return f"{held.who} waits for {called}"
    words = f"{held.who} still uses {held.name} as it was"
    if not held.function:
        return words
    lines = sorted({place.line for place in uses if place.unit == held.unit})
    told = f" (line{'s' if len(lines) > 1 else ''} {few(tuple(map(str, lines)))})" if lines else ""
    return f"{words}, from {held.unit}:{held.line} on{told}"


def _help(
    held: Held,
    difference: Difference,
    moments: tuple[Moment, ...],
    loops: tuple[NotExtracted, ...],
) -> str:
    words = [_what_to_change(held, difference) + _elsewhere(moments)]
    words += [str(loop) for loop in loops if loop.name == held.function]
    return "; ".join(words)


def _what_to_change(held: Held, difference: Difference) -> str:
    who = held.function or "the evaluation"
    if held.waits:
        return f"{who} has to return from this call first"
    if held.kind == "T":
        change = next((c for c in difference.types_changed if c.name == held.name), None)
        if change is not None and not change.appended:
            return (
                f"it is tried again at each point; appending fields to {held.name} instead, or an "
                f"update point where {who} does not use it any more, would not wait"
            )
        return f"it is tried again at each point; {who} has to leave this code first"
    if held.kind == "F" and held.function:
        return f"{who} has to return from this call, or keep {held.name} as it was"
    return f"{who} has to be done with {held.name}"


def _elsewhere(moments: tuple[Moment, ...]) -> str:
    """Name update points at which the patch can be applied, whatever is on the stack."""
    told = (f"{m.unit}:{m.line} in {m.function}" for m in moments if m.when == "now")
    found = list(dict.fromkeys(told))  # one line may have several points
    if not found:
        return ""
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"; it can be applied at {', '.join(found[:3])}{more}"


def moments(
    sets: Iterable[RestrictionSet], changed: frozenset[tuple[str, str]]
) -> tuple[Moment, ...]:
    """Return for each update point whether a patch that changes ``changed`` can be applied."""
    found = []
    for restriction in sets:
        names = sorted(n for n in restriction.names if (n.kind, n.key) in changed)
        point = restriction.point
        chain = _chain(restriction.callers, names)
        found.append(
            Moment(
                point.place.unit,
                point.place.line,
                point.function,
                "later" if names else "now",
                tuple(map(str, names)),
                chain,
            )
        )
    return tuple(found)


def _chain(callers: Mapping[Name, tuple[Frame, ...]], names: list[Name]) -> tuple[str, ...]:
    frames = next((callers[name] for name in names if name in callers), ())
    return tuple(f"{frame.function} ({frame.place})" for frame in frames)
