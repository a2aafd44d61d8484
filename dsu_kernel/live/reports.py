"""What the runtime tells about patches and crashes, as frozen Python data."""

from __future__ import annotations

import json
import signal as signals
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dsu_kernel.live.frames import Frame, RawFrame, Symboliser, render

if TYPE_CHECKING:
    from dsu_kernel.analysis.safety_facts import NameKind

_ADDRESSED = ("SIGSEGV", "SIGBUS")

PatchState: TypeAlias = Literal["prepared", "pending", "applied", "failed"]


@dataclass(frozen=True, slots=True)
class Point:
    """The update point at which a patch was last tried."""

    function: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class Held:
    """A changed name that active code still uses in its old form, and where.

    The frame is in ``function`` at ``line``; without a name it is no frame but an evaluation.
    ``depth`` frames of the program are above it (0: the point's own function).
    ``waits``: it waits for the function ``name``, which had no update point when it was compiled.
    """

    name: str
    kind: NameKind
    function: str
    version: int
    unit: str
    line: int
    depth: int = 0
    waits: bool = False

    @property
    def who(self) -> str:
        """What uses it, in words."""
        if not self.function:
            return "the evaluation that is under way"
        return f"{self.function} (v{self.version})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why the latest try did not succeed; ``frames`` are the callers of the point's function."""

    point: Point | None
    held: tuple[Held, ...]
    why: str
    frames: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchReport:
    """How a patch fares.

    ``pause_ns`` is the commit alone, ``waited_ns`` all since the request; ``verdict`` is that of
    the latest try without success, ``error`` says why a patch failed, ``where`` a thread stood when
    it was applied (None: nowhere, nothing ran).
    """

    state: PatchState
    pause_ns: int
    waited_ns: int
    tries: int
    verdict: Verdict | None
    error: str = ""
    where: Point | None = None

    @classmethod
    def parse(cls, text: str, symboliser: Symboliser | None = None) -> PatchReport:
        """From the runtime's JSON; without ``symboliser`` crashes are told without a backtrace."""
        form = json.loads(text)
        verdict = form.get("verdict")
        return cls(
            state=form["state"],
            pause_ns=form["pause_ns"],
            waited_ns=form["waited_ns"],
            tries=form["tries"],
            verdict=_verdict(verdict) if verdict else None,
            error=_error_words(form["error"], symboliser),
            where=_point(form.get("where")),
        )


def _error_words(error: str, symboliser: Symboliser | None) -> str:
    """A reason that ends with a fault as JSON gets the backtrace in its place."""
    reason, brace, fault = error.partition(": {")
    if not brace:
        return error
    if symboliser is None:
        return reason
    try:
        return f"{reason}\n{CrashReport.parse('{' + fault, symboliser)}"
    except (ValueError, KeyError):
        return reason


def _verdict(form: dict[str, Any]) -> Verdict:
    return Verdict(
        point=_point(form.get("point")),
        held=tuple(_pick(Held, item) for item in form["held"]),
        why=form["why"],
        frames=tuple(_pick(Point, item) for item in form.get("frames", ())),
    )


def _point(form: dict[str, Any] | None) -> Point | None:
    return Point(form["name"], form["unit"], form["line"]) if form else None


def _pick(kind: Any, form: dict[str, Any]) -> Any:  # noqa: ANN401
    """An instance of a dataclass from the fields that it knows."""
    return kind(**{name: form[name] for name in kind.__dataclass_fields__ if name in form})


@dataclass(frozen=True)
class CrashReport:
    """A fault in code of the program; the frames are looked up when they are first asked for.

    ``stack_full``: what could not be accessed is memory beyond the end of the stack.
    """

    signal: str
    address: int | None
    stack_full: bool
    pid: int
    raw_frames: tuple[RawFrame, ...]
    symboliser: Symboliser = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, symboliser: Symboliser) -> CrashReport:
        """From the runtime's JSON."""
        form = json.loads(text)
        return cls(
            signal=form["signal"],
            address=int(form["address"], 16) if form["signal"] in _ADDRESSED else None,
            stack_full=form["stack_full"],
            pid=form["pid"],
            raw_frames=tuple(RawFrame.parse(frame) for frame in form["frames"]),
            symboliser=symboliser,
        )

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """The backtrace, innermost first."""
        return self.symboliser.frames(self.raw_frames)

    def __str__(self) -> str:
        at = f" at address {self.address:#x}" if self.address is not None else ""
        if self.stack_full:
            at = ": the stack is full (calls without end, or very large local variables)"
        return "\n".join([f"{describe_signal(self.signal)}{at}", *render(self.frames)])


@dataclass(frozen=True)
class ExitReport:
    """How the live process ended: a status or the name of a signal, and its newest version."""

    status: int | None
    signal: str | None
    crash: CrashReport | None
    version: int

    def __str__(self) -> str:
        if self.crash is not None:
            return str(self.crash)
        if self.signal is not None:
            return f"the program was ended by {describe_signal(self.signal)}"
        return f"the program exited with status {self.status}"


def signal_name(number: int) -> str:
    """``SIGSEGV`` for 11."""
    try:
        return signals.Signals(number).name
    except ValueError:
        return f"SIG{number}"  # most real-time signals have no names of their own


def describe_signal(name: str) -> str:
    """``Segmentation fault (SIGSEGV)``."""
    known = signals.Signals.__members__.get(name)
    words = signals.strsignal(known) if known is not None else None
    return f"{words} ({name})" if words else name
