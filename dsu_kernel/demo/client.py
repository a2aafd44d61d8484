"""A client of the key-value server, over one TCP connection."""

from __future__ import annotations

import socket
from types import TracebackType


class Client:
    """One connection: each request is a line, each answer is a line."""

    def __init__(self, port: int, timeout: float = 10.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._lines = self._socket.makefile("r", encoding="utf-8", newline="\n")

    def ask(self, request: str) -> str:
        """Send a request and return its answer."""
        self._socket.sendall(f"{request}\n".encode())
        return self._lines.readline().rstrip("\n")

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.close()
        self._socket.close()
