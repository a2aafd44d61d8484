"""The standard streams of a live process, seen from outside."""

from __future__ import annotations

from contextlib import suppress

from dsu_kernel.live import protocol
from dsu_kernel.live.attend import reads_from
from dsu_kernel.live.calls import Calls
from dsu_kernel.live.errors import LiveError, ProcessDied
from dsu_kernel.live.pump import Pump
from dsu_kernel.live.reports import ExitReport


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
        return pipe is not None and self._exit is None and reads_from(self.pid, pipe)

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
