"""Waiting for a job whose program may want input meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from dsu_kernel.live.errors import JobTimeout
from dsu_kernel.live.job import Job
from dsu_kernel.live.streams import Streams
from dsu_kernel.live.values import Value

GiveInput: TypeAlias = Callable[[], "bytes | str | None"]
"""Returns what the program gets to read; None is the end of its input."""

_LOOK: Final = 0.05


def as_bytes(text: bytes | str) -> bytes:
    """Input as the program reads it."""
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def attend(
    job: Job, process: Streams, timeout: float | None, give_input: GiveInput | None
) -> Value:
    """Wait for a job as :meth:`Job.wait` does; ask ``give_input`` whenever its program wants some.

    The time that ``give_input`` takes does not count. What it raises ends the waiting, and the job
    goes on.
    """
    if give_input is None:
        return job.wait(timeout)
    left = timeout
    while not job.over_within(_LOOK if left is None else min(_LOOK, left)):
        if left is not None:
            left -= _LOOK
            if left <= 0:
                raise JobTimeout(f"still running after {timeout:g} s")
        if process.wants_input and not job.over_within(_LOOK) and process.wants_input:
            data = give_input()
            process.give_input(None if data is None else as_bytes(data))
    return job.wait()
