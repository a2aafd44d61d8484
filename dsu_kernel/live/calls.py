"""Requests that wait for their replies."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

from dsu_kernel.live import protocol
from dsu_kernel.live.errors import LiveError

_TIMEOUT = 60.0  # every request is answered at once, on a loaded machine a little later


class _Call:
    def __init__(self) -> None:
        self.over = threading.Event()
        self.reply: protocol.Reply | None = None


class Calls:
    """Sends requests with numbers, and finds the request that a reply belongs to."""

    def __init__(self, send: Callable[[bytes], None], lost: Callable[[], LiveError]) -> None:
        self._send = send
        self._lost = lost  # why there are no replies any more
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, _Call] = {}
        self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """Whether replies cannot arrive any more."""
        return self._is_cut

    def call(self, operation: protocol.Operation, *, refused: type[LiveError] = LiveError) -> Any:  # noqa: ANN401
        """Send a request and wait for its answer; ``refused`` is raised with the host's words."""
        number = next(self._numbers)
        call = _Call()
        with self._lock:
            self._waiting[number] = call
            if self._is_cut:
                call.over.set()
        try:
            self._send(protocol.encode(operation, number))
            if not call.over.wait(_TIMEOUT):
                raise LiveError("the live process does not answer")
        finally:
            with self._lock:
                del self._waiting[number]
        if call.reply is None:
            raise self._lost()
        if call.reply.error is not None:
            raise refused(call.reply.error)
        return call.reply.value

    def send(self, operation: protocol.Operation) -> None:
        """Send a request whose answer nobody waits for."""
        self._send(protocol.encode(operation, next(self._numbers)))

    def answer(self, reply: protocol.Reply) -> None:
        """A reply has arrived."""
        with self._lock:
            call = self._waiting.get(reply.id)
        if call is not None:  # else nobody waits for it any more
            call.reply = reply
            call.over.set()

    def cut(self) -> None:
        """No reply will arrive from now on."""
        with self._lock:
            self._is_cut = True
            waiting = [*self._waiting.values()]
        for call in waiting:
            call.over.set()
