"""Where the program's output goes: under the cell that runs, else it is kept for the next one."""

from __future__ import annotations

import codecs
import contextvars
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

SHOWN_LIMIT = 1 << 20
"""Characters of output under one cell; a notebook with more is no longer usable."""


class Console:
    """Writes output to the running cell from whatever thread it arrives on.

    A front end finds the cell that output belongs to through context variables, so what the cell's
    own thread has is borrowed for the writing.
    """

    def __init__(self, limit: int = SHOWN_LIMIT) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._decoders = {
            name: codecs.getincrementaldecoder("utf-8")("replace") for name in ("stdout", "stderr")
        }
        self._kept: deque[tuple[str, str]] = deque()
        self._kept_size = 0
        self._omitted = 0
        self._cell: contextvars.Context | None = None
        self._shown = 0

    def receive(self, stream: str, data: bytes) -> None:
        """Take bytes that the program wrote to ``stream``; may be called on any thread."""
        with self._lock:
            text = self._decoders[stream].decode(data)
            if self._cell is None:
                self._keep(stream, text)
            else:
                self._cell.run(self._show, stream, text)

    @contextmanager
    def cell(self) -> Iterator[None]:
        """While active, output appears under the current cell, what was kept before first."""
        with self._lock:
            outer, self._cell = self._cell, contextvars.copy_context()
            if outer is None:
                self._shown = 0
            kept, self._kept, self._kept_size = self._kept, deque(), 0
            for stream, text in kept:
                self._show(stream, text)
        try:
            yield
        finally:
            with self._lock:
                self._cell = outer
                self._tell_omitted()

    def _keep(self, stream: str, text: str) -> None:
        """Keep the end of what arrives between cells: the latest lines matter most."""
        self._kept.append((stream, text))
        self._kept_size += len(text)
        while self._kept_size > self._limit:
            excess = self._kept_size - self._limit
            stream, oldest = self._kept.popleft()
            dropped = min(excess, len(oldest))
            if dropped < len(oldest):
                self._kept.appendleft((stream, oldest[dropped:]))
            self._kept_size -= dropped
            self._omitted += dropped

    def _show(self, stream: str, text: str) -> None:
        room = max(0, self._limit - self._shown)
        self._omitted += max(0, len(text) - room)
        self._shown += min(len(text), room)
        target = sys.stderr if stream == "stderr" else sys.stdout
        target.write(text[:room])
        target.flush()

    def _tell_omitted(self) -> None:
        if self._omitted:
            sys.stderr.write(f"\n[{self._omitted:,} more characters of output are not shown]\n")
            self._omitted = 0
