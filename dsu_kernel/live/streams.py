"""The standard streams of a live process, seen from outside.

The program's standard input is a pipe, as under ``printf ... | ./a.out``, so it cannot tell anybody
that it waits. Linux does: ``/proc/PID/task/TID/syscall`` has the system call that a thread stands
in, with its arguments. Where that may not be read, nobody is ever seen to wait.
"""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import Final

from dsu_kernel.live import protocol
from dsu_kernel.live.calls import Calls
from dsu_kernel.live.errors import LiveError, ProcessDied
from dsu_kernel.live.pump import Pump
from dsu_kernel.live.reports import ExitReport

_READS: Final = {"x86_64": ("0", "19"), "aarch64": ("63", "65")}  # read, readv


class Streams:
    """The part of a live process that gives input, and waits for output that is on its way."""

    pid: int
    _calls: Calls
    _pump: Pump
    _exit: ExitReport | None

    def write_stdin(self, data: bytes) -> None:
        """Give the program input, without waiting for it to read."""
        if not self._pump.write_stdin(data):
            raise LiveError("the program's standard input is closed")

    def close_stdin(self) -> None:
        """Give the program the end of its input."""
        self._pump.close_stdin()

    @property
    def wants_input(self) -> bool:
        """Whether the program stands in a read of its standard input, which is empty."""
        pipe = self._pump.stdin_pipe
        return pipe is not None and self._exit is None and _reads_from(self.pid, pipe)

    def give_input(self, data: bytes | None) -> None:
        """Give the program something to read, or with None the end of its input."""
        if data is None:
            self.close_stdin()
        else:
            self.write_stdin(data)

    def drain(self) -> None:
        """Return when all that the program has written so far is delivered."""
        with suppress(ProcessDied):  # then it is, too
            self._calls.call(protocol.Busy())


def _reads_from(pid: int, pipe: os.stat_result) -> bool:
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
