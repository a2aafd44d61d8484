"""A piece of C that runs, ran or will run on the program's thread."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

from dsu_kernel.live import protocol
from dsu_kernel.live.errors import JobTimeout, JobWithdrawn, ProcessDied, ProgramFault
from dsu_kernel.live.frames import Symboliser
from dsu_kernel.live.reports import CrashReport, ExitReport
from dsu_kernel.live.values import CPointer, CString, Value, parse

Argument: TypeAlias = "int | float | str | bytes | CPointer | None"
Call: TypeAlias = Callable[[protocol.Operation], Any]


def encode_argument(value: Argument) -> protocol.Argument:
    """An argument as the host wants it: one machine word, or bytes to copy."""
    match value:
        case None:
            return {"p": 0}
        case CPointer():
            return {"p": value.address}
        case CString() if value.address:
            return {"p": value.address}
        case str():
            return {"b": value.encode("utf-8", "surrogateescape").decode("latin-1")}
        case bytes():
            return {"b": value.decode("latin-1")}
        case float():
            return {"d": value.hex()}
        case int():
            return {"i": _word(value)}
        case _:
            raise TypeError(f"a C function cannot be given a {type(value).__name__}")


def _word(value: int) -> int:
    """The signed 64-bit number with the same bits."""
    if not -(1 << 63) <= value < 1 << 64:
        raise OverflowError(f"{value} does not fit in 64 bits")
    (word,) = struct.unpack("<q", struct.pack("<Q", value & (1 << 64) - 1))
    return int(word)


class Job:
    """A job that was submitted.  Interrupting :meth:`wait` leaves the job alone."""

    def __init__(self, number: int, call: Call, symboliser: Symboliser) -> None:
        self._number = number
        self._call = call
        self._symboliser = symboliser
        self._over = threading.Event()
        self._state = "submitted"
        self._text = "null"
        self._exit: ExitReport | None = None

    @property
    def done(self) -> bool:
        """Whether the job is over, however it ended."""
        return self._over.is_set()

    def over_within(self, seconds: float) -> bool:
        """Whether the job is over by then, however it ended."""
        return self._over.wait(seconds)

    def wait(self, timeout: float | None = None) -> Value:
        """The job's value.  All output that the job wrote has been delivered by then.

        Raises ProgramFault, JobWithdrawn, ProcessDied, or JobTimeout: then the job goes on.
        """
        if not self._over.wait(timeout):
            raise JobTimeout(f"still running after {timeout:g} s")
        if self._exit is not None:
            raise ProcessDied(self._exit)
        if self._state == "withdrawn":
            raise JobWithdrawn("the job was withdrawn")
        if self._state == "crashed":
            raise ProgramFault(CrashReport.parse(self._text, self._symboliser))
        return parse(self._text)

    def withdraw(self) -> bool:
        """Take the job back if it has not begun; returns whether that was so."""
        return not self.done and bool(self._call(protocol.Withdraw(self._number)))

    def end(self, state: str, text: str) -> None:
        """For the controller: the job has ended."""
        self._state = state
        self._text = text
        self._over.set()

    def lose(self, report: ExitReport) -> None:
        """For the controller: the process has ended with the job."""
        self._exit = report
        self._over.set()
