"""Programs that wait in the library, and how a test sees that they do."""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

from dsu_kernel import Session

PATIENCE = 20.0


class Server:
    """A session whose program says ``ready`` before it blocks."""

    def __init__(self, cflags: str = "") -> None:
        self._more = threading.Condition()
        self.text = b""
        self.pid = 0
        self.session = Session(cflags=cflags, on_output=self._arrived)

    def _arrived(self, stream: str, data: bytes) -> None:
        with self._more:
            self.text += data
            self._more.notify_all()

    def start(self, source: str) -> None:
        """Define the program as the cell ``server``, run main, wait until it blocks.

        It has to write ``pid N`` and ``ready``.
        """
        self.session.define(source, "server")
        self.session.run()
        self.wait_for("ready\n")
        found = re.search(rb"pid (\d+)", self.text)
        assert found is not None
        self.pid = int(found[1])
        self.wait_blocked("ready\n")

    def wait_for(self, mark: str, times: int = 1) -> None:
        """Wait until the program has written ``mark`` so many times."""
        with self._more:
            found = self._more.wait_for(lambda: self.text.count(mark.encode()) >= times, PATIENCE)
        assert found, self.text

    def wait_blocked(self, mark: str, times: int = 1) -> None:
        """Wait until the program has written ``mark`` and its thread sleeps in the kernel."""
        self.wait_for(mark, times)
        deadline = time.monotonic() + PATIENCE
        status = Path(f"/proc/{self.pid}/task/{self.pid}/stat")
        while status.read_text().rpartition(")")[2].split()[0] != "S":
            assert time.monotonic() < deadline, "the program does not block"

    def type(self, text: str) -> None:
        """Give the program input."""
        self.session.write_stdin(text)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)
