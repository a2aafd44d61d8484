"""What can go wrong with a live process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsu_kernel.errors import DsuError

if TYPE_CHECKING:
    from dsu_kernel.live.frames import Frame
    from dsu_kernel.live.reports import CrashReport, ExitReport


class LiveError(DsuError):
    """Base of the errors of this package."""


class Unreachable(LiveError):
    """The program has closed the channel, or has exec'ed another one; it can only be stopped."""


class PatchRefused(LiveError):
    """The runtime refuses a module; nothing has changed.  The message is the runtime's."""


class JobRefused(LiveError):
    """A job could not be submitted: its shared object does not load."""


class JobTimeout(LiveError):
    """The job has not ended in the time given; it goes on."""


class JobGoesOn(JobTimeout):
    """The job has begun and not ended in the time given; nobody waits for it any more."""


class JobWithdrawn(LiveError):
    """The job was withdrawn before it began."""


class ProgramFault(LiveError):
    """A guarded job faulted; the process lives on."""

    def __init__(self, crash: CrashReport) -> None:
        self.crash = crash
        super().__init__(f"{crash}\nthe program lives on, with its data")

    @property
    def signal(self) -> str:
        """The name of the signal, as ``SIGSEGV``."""
        return self.crash.signal

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The C backtrace, innermost frame first."""
        return self.crash.frames


class ProcessDied(LiveError):
    """The live process has ended; ``exit`` says how."""

    def __init__(self, report: ExitReport) -> None:
        self.exit = report
        super().__init__(report)
