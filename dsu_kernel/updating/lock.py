"""The lock of a session, and the thread that must not wait for it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

from dsu_kernel.errors import DsuError
from dsu_kernel.live.pump import OnOutput


class SessionLock:
    """Lets one thread at a time use a session (``with lock():``); it may take it again.

    Who holds it may wait for the live process. What that answers is read by the thread that calls
    ``on_output``: if that one waited for the lock, neither would ever go on, so it gets an error.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._here = threading.local()

    def __call__(self) -> AbstractContextManager[object]:
        """Return what is held during a block. Raises DsuError within ``on_output``.

        No method written in Python takes the lock: an interrupt at its end would leave it taken.
        """
        self.refuse_callback()
        return self._lock

    def refuse_callback(self) -> None:
        """Raise DsuError within ``on_output``."""
        if getattr(self._here, "in_callback", False):
            raise DsuError(
                "on_output cannot use the session, which may be waiting for what this thread reads "
                "next; it can give input with write_stdin(). Do the rest on another thread"
            )

    def outside(self, on_output: OnOutput | None) -> OnOutput | None:
        """Return a callback that does the same and is known to be one."""
        if on_output is None:
            return None

        def told(stream: str, data: bytes) -> None:
            self._here.in_callback = True
            try:
                on_output(stream, data)
            finally:
                self._here.in_callback = False

        return told
