"""Two threads that want the same thing, without a race: who has to wait says so first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

PATIENCE = 60.0


class TellingLock:
    """A lock that can be taken again by its holder; ``waited`` is set when somebody has to wait."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.waited = threading.Event()

    def acquire(self) -> None:
        """Take it."""
        if not self._lock.acquire(blocking=False):
            self.waited.set()
            self._lock.acquire()

    def release(self) -> None:
        """Give it back."""
        self._lock.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class Rival:
    """Does something on another thread, as far as it gets: to its end or to a lock."""

    def __init__(self, lock: TellingLock, action: Callable[[], object]) -> None:
        self._lock = lock
        self._action = action
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self._action()
        except BaseException as error:  # noqa: BLE001 - raised by join
            self._failure = error
        self._lock.waited.set()

    def start(self) -> None:
        """Return when it waits or has ended."""
        self._thread.start()
        assert self._lock.waited.wait(PATIENCE)

    def join(self) -> None:
        """Wait for its end; raises what it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "it does not end"
        if self._failure is not None:
            raise self._failure


def first_time(real: Callable[..., Any], before: Callable[[], None]) -> Callable[..., Any]:
    """A function that does the same, and something else when it is called first."""
    left = [before]

    def instead(*args: Any, **options: Any) -> Any:
        if left:
            left.pop()()
        return real(*args, **options)

    return instead
