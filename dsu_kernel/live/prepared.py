"""A patch that is loaded in a live process."""

from __future__ import annotations

import threading

from dsu_kernel.live import protocol
from dsu_kernel.live.errors import ProcessDied
from dsu_kernel.live.frames import Symboliser
from dsu_kernel.live.job import Call
from dsu_kernel.live.reports import ExitReport, PatchReport, PatchState


class PreparedPatch:
    """Loaded and checked; applied when it is requested and the moment is safe."""

    def __init__(self, number: int, call: Call, symboliser: Symboliser) -> None:
        self._number = number
        self._call = call
        self._symboliser = symboliser
        self._changed = threading.Condition()
        self._state: PatchState = "prepared"
        self._report: PatchReport | None = None
        self._exit: ExitReport | None = None

    @property
    def state(self) -> PatchState:
        """``prepared``, ``pending``, ``applied`` or ``failed``."""
        return self._state

    @property
    def lost(self) -> bool:
        """Whether the process ended before the patch was applied."""
        return self._exit is not None and self._state in ("prepared", "pending")

    def request(self) -> PatchState:
        """Ask for the patch to be applied: at once when nothing runs, else at a safe point."""
        with self._changed:
            if self._state == "prepared":
                self._state = "pending"
        state = self._call(protocol.Request(self._number))
        if state != "pending":
            return self.wait()
        return self._state

    def wait(self, timeout: float | None = None) -> PatchState:
        """Wait until a requested patch has settled; returns the state then or at the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: self._state != "pending" or self._exit, timeout)
            if self._state == "pending" and self._exit is not None:
                raise ProcessDied(self._exit)
            return self._state

    def cancel(self) -> bool:
        """Take the request back; returns False when the patch was applied before, or has failed."""
        taken = bool(self._call(protocol.Cancel(self._number)))
        if taken:
            with self._changed:
                self._state = "prepared"
                self._changed.notify_all()
        else:
            self.wait()  # it is being applied, or what became of it is on its way
        return taken

    def ask(self) -> PatchState:
        """Return the state after asking the process, which may not have told yet what it did."""
        if self._state == "pending" and self.report().state != "pending":
            return self.wait()
        return self._state

    def discard(self) -> bool:
        """Unload the patch; returns False when it is pending or applied."""
        return bool(self._call(protocol.Discard(self._number)))

    def report(self) -> PatchReport:
        """How the patch fares, and why it waits."""
        if self._report is not None:
            return self._report
        return PatchReport.parse(self._call(protocol.Report(self._number)), self._symboliser)

    def settle(self, state: PatchState, report: PatchReport) -> None:
        """For the controller: the patch was applied or has failed."""
        with self._changed:
            self._state = state
            self._report = report
            self._changed.notify_all()

    def lose(self, report: ExitReport) -> None:
        """For the controller: the process has ended."""
        with self._changed:
            self._exit = report
            self._changed.notify_all()
