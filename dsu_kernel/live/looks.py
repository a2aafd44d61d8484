"""What can be asked of a live process, and its steps when it was compiled to be watched."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

from dsu_kernel.live import protocol
from dsu_kernel.live.calls import Calls
from dsu_kernel.live.children import Family
from dsu_kernel.live.errors import LiveError, ProcessDied
from dsu_kernel.live.frames import Symboliser
from dsu_kernel.live.reports import CrashReport
from dsu_kernel.live.threads import ThreadSight
from dsu_kernel.live.threads import parse as parse_threads
from dsu_kernel.program.info import ChildInfo


class Looks:
    """The part of a live process that asks; nothing here waits for the program."""

    _calls: Calls
    _symboliser: Symboliser
    _family: Family
    _family_lock: threading.Lock
    _on_step: Callable[[str], None] | None

    def describe(self) -> dict[str, Any]:
        """Types, functions, points and modules, as the runtime sees them."""
        return cast("dict[str, Any]", json.loads(self._calls.call(protocol.Describe())))

    def read_memory(self, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
        """The bytes at each (address, size), fewer or none where memory cannot be read.

        Nothing of the program runs or waits for it; what it writes meanwhile may be seen in part.
        """
        answer = self._calls.call(protocol.Read([(a, n) for a, n in ranges]))
        return [bytes.fromhex(text) for text in answer]

    def locate(self, symbols: Sequence[str]) -> dict[str, int]:
        """The addresses of exported symbols; unknown ones are left out."""
        found = self._calls.call(protocol.Locate(list(symbols)))
        return {name: at for name, at in zip(symbols, found, strict=True) if at}

    def look(self) -> tuple[ThreadSight, ...]:
        """Where the program's threads are; raises ProcessDied when there are none any more."""
        return parse_threads(self._calls.call(protocol.Look()), self._symboliser)

    def children(self) -> tuple[ChildInfo, ...]:
        """The processes that the program has started and that exist; see :mod:`.children`."""
        with self._family_lock:
            return self._family.look(self._look_at)

    def _look_at(self, pids: Sequence[int]) -> Sequence[str]:
        try:
            return cast("list[str]", self._calls.call(protocol.LookAt(list(pids))))
        except LiveError:  # the process has ended, they live on
            return ["{}"] * len(pids)

    def crash_report(self, text: str) -> CrashReport:
        """A crash as the runtime tells it, with the lines of the program."""
        return CrashReport.parse(text, self._symboliser)

    @property
    def busy(self) -> bool:
        """Whether a job is running now."""
        try:
            return bool(self._calls.call(protocol.Busy()))
        except ProcessDied:
            return False

    # ---- steps of a program that was compiled to be watched ----

    def watch(self, on_step: Callable[[str], None]) -> None:
        """Be told, as JSON (dsu_host.h), of each step at which the program stands from now on.

        It stands there until :meth:`go`. The callback must not wait for the process.
        """
        self._on_step = on_step
        self._calls.call(protocol.Watch())

    def go(self, convert: Sequence[tuple[int, int]] = ()) -> None:
        """Let the program go on to its next step.

        With ``convert``, (address, type) of wrapped objects, these are brought to the newest
        version first, and the program stands at the same step again.
        """
        self._calls.call(protocol.Go(list(convert)))
