"""What the program wrote lately."""

from __future__ import annotations

import threading
from collections import deque

DEFAULT_LIMIT = 1 << 20


class OutputLog:
    """The last ``limit`` bytes of stdout and stderr together, in order of arrival."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._chunks: deque[tuple[str, bytes]] = deque()
        self._size = 0
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many bytes were too old to keep."""
        return self._dropped

    def add(self, stream: str, data: bytes) -> None:
        """Append, and drop the oldest bytes beyond the limit."""
        with self._lock:
            self._chunks.append((stream, data))
            self._size += len(data)
            while self._size > self._limit:
                self._drop(self._size - self._limit)

    def _drop(self, excess: int) -> None:
        stream, oldest = self._chunks.popleft()
        rest = oldest[excess:]
        if rest:
            self._chunks.appendleft((stream, rest))
        self._size -= len(oldest) - len(rest)
        self._dropped += len(oldest) - len(rest)

    def data(self, stream: str | None = None) -> bytes:
        """The bytes kept, of one stream or of both."""
        with self._lock:
            return b"".join(data for name, data in self._chunks if stream in (None, name))

    def text(self, stream: str | None = None) -> str:
        """The same as text; bytes that are not UTF-8 are replaced."""
        return self.data(stream).decode("utf-8", "replace")
