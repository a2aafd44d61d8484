"""Programs whose output can be waited for."""

from __future__ import annotations

import threading

from dsu_kernel import Session

PATIENCE = 20.0


class Watched:
    """A session and what its program has written."""

    def __init__(self) -> None:
        self._more = threading.Condition()
        self.text = b""
        self.session = Session(on_output=self._arrived)

    def _arrived(self, stream: str, data: bytes) -> None:
        with self._more:
            self.text += data
            self._more.notify_all()

    def wait_for(self, mark: bytes, times: int = 1) -> None:
        """Wait until the program has written ``mark`` so many times."""
        with self._more:
            assert self._more.wait_for(lambda: self.text.count(mark) >= times, PATIENCE), self.text

    def type(self, line: str = "") -> None:
        """Give the program a line of input."""
        self.session.write_stdin(f"{line}\n")
