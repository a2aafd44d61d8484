"""Waiting for a job whose program may want input meanwhile, and seeing that it does.

The program's standard input is a pipe, as under ``printf ... | ./a.out``, so it cannot tell anybody
that it waits. Linux does: ``/proc/PID/task/TID/syscall`` has the system call that a thread stands
in, with its arguments. Where that may not be read, nobody is ever seen to wait.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from dsu_kernel.live.errors import JobTimeout
from dsu_kernel.live.job import Job
from dsu_kernel.live.values import Value

if TYPE_CHECKING:
    from dsu_kernel.live.controller import LiveProcess

GiveInput: TypeAlias = Callable[[], "bytes | str | None"]
"""Returns what the program gets to read; None is the end of its input."""

_READS: Final = {"x86_64": ("0", "19"), "aarch64": ("63", "65")}  # read, readv
_LOOK: Final = 0.05


def reads_from(pid: int, pipe: os.stat_result) -> bool:
    """Whether a thread of the process stands in a read of that pipe."""
    try:
        return any(_reads(pid, task, pipe) for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # the process is gone
        return False


def _reads(pid: int, task: Path, pipe: os.stat_result) -> bool:
    try:
        call, fd, *_ = (task / "syscall").read_text().split()
        if call not in _READS.get(platform.machine(), ()):
            return False
        return os.path.samestat(os.stat(f"/proc/{pid}/fd/{int(fd, 16)}"), pipe)
    except (OSError, ValueError):  # the thread is gone, it runs, or it may not be looked at
        return False


def as_bytes(text: bytes | str) -> bytes:
    """Input as the program reads it."""
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def attend(
    job: Job, process: LiveProcess, timeout: float | None, give_input: GiveInput | None
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
