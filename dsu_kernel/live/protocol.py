"""What controller and host say to each other: one JSON object per line over a socketpair.

A *request* carries an id and is answered by one :class:`Reply` with the same id.  An *event*
carries none: a job ended, a patch settled.  The controller chooses the numbers of patches and jobs,
so an event may overtake the reply to the request that caused it.

The host imports this module at every start; it imports nothing beyond ``json``.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeAlias

Argument: TypeAlias = dict[str, Any]  # {"i": int} | {"d": hex} | {"b": latin-1 text} | {"p": int}


class Prepare(NamedTuple):
    """Load and check a module; answered with its version."""

    patch: int
    path: str


class Request(NamedTuple):
    """Ask for a prepared patch to be applied."""

    patch: int


class Cancel(NamedTuple):
    """Take a pending patch back; answered with whether that was in time."""

    patch: int


class Discard(NamedTuple):
    """Unload a patch that was never applied; answered with whether it was unloaded."""

    patch: int


class Report(NamedTuple):
    """Answered with the runtime's JSON text about the patch."""

    patch: int


class Submit(NamedTuple):
    """Run the thunk of a shared object on the program's thread."""

    job: int
    path: str
    args: list[Argument]
    nested: bool
    guarded: bool


class Withdraw(NamedTuple):
    """Take back a job that has not begun; answered with whether that was in time."""

    job: int


class Describe(NamedTuple):
    """Answered with the runtime's JSON text about types, functions, points and modules."""


class Look(NamedTuple):
    """Answered with the runtime's JSON text about where the threads are."""


class LookAt(NamedTuple):
    """Answered with the runtime's JSON text about each process that the program has started."""

    pids: list[int]


class Busy(NamedTuple):
    """Answered with whether a job is running."""


class Read(NamedTuple):
    """Answered with the bytes of each range (address, size) in hexadecimal, as far as readable."""

    ranges: list[tuple[int, int]]


class Locate(NamedTuple):
    """Answered with the addresses of symbols that modules export; 0: there is none."""

    symbols: list[str]


class Watch(NamedTuple):
    """Tell of each step at which the program stands, from now on."""


class Go(NamedTuple):
    """Let the program go on; first convert objects (address, type), standing where it stands."""

    objects: list[tuple[int, int]]


class Quit(NamedTuple):
    """Leave the main loop when the running job is done, then exit as a C program does."""


class Reply(NamedTuple):
    """The answer to request ``id``: a value, or the words of a refusal."""

    id: int
    value: Any = None
    error: str | None = None


class Ready(NamedTuple):
    """Event: the runtime is loaded and requests are served."""

    version: int


class Broken(NamedTuple):
    """Event: the host cannot start, and exits."""

    message: str


class PatchSettled(NamedTuple):
    """Event: a requested patch was applied or has failed; ``report`` is the runtime's JSON text."""

    patch: int
    state: str
    version: int
    report: str


class Stood(NamedTuple):
    """Event: the program stands at a step; ``text`` is the runtime's JSON about it."""

    text: str


class JobEnded(NamedTuple):
    """Event: the job is over; ``text`` is the JSON of its result, or of its fault."""

    job: int
    state: str
    text: str


Operation: TypeAlias = (
    Prepare
    | Request
    | Cancel
    | Discard
    | Report
    | Submit
    | Withdraw
    | Describe
    | Look
    | LookAt
    | Busy
    | Read
    | Locate
    | Watch
    | Go
    | Quit
)
Message: TypeAlias = Operation | Reply | Ready | Broken | PatchSettled | Stood | JobEnded

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(Prepare, Request, Cancel, Discard, Report, Submit, Withdraw, Describe, Look, Busy),
        *(LookAt, Read, Locate, Watch, Go, Quit),
        *(Reply, Ready, Broken, PatchSettled, Stood, JobEnded),
    )
}

#: ``dsu_patch_state`` and ``dsu_job_state`` on the wire, in the order of the enums.
PATCH_STATES = ("prepared", "pending", "applied", "failed")
JOB_STATES = ("queued", "running", "done", "crashed", "withdrawn")


def encode(message: Message, number: int | None = None) -> bytes:
    """One line; ``number`` is the id of a request."""
    body = {"kind": type(message).__name__, **message._asdict()}
    if number is not None:
        body["number"] = number
    return json.dumps(body, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> tuple[Message, int | None]:
    """The message of one line and, for a request, its id."""
    body = json.loads(line)
    kind = _KINDS[body.pop("kind")]
    number = body.pop("number", None)
    return kind(**body), number


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now, without their newlines."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines
