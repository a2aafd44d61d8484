"""Python's search for cyclic garbage, paused while a step fills memory with syntax trees.

A version of a large program is a million objects, which live as long as the version. Looking
through them again and again as they are made takes as long as making them.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Pauses:
    """Steps at work, in all threads: the collector belongs to the whole Python process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    count: int = 0
    was_on: bool = False


_PAUSES = _Pauses()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector for a step; it goes on when the last such step ends."""
    with _PAUSES.lock:
        if _PAUSES.count == 0:
            _PAUSES.was_on = gc.isenabled()
            gc.disable()
        _PAUSES.count += 1
    try:
        yield
    finally:
        with _PAUSES.lock:
            _PAUSES.count -= 1
            if _PAUSES.count == 0 and _PAUSES.was_on:
                gc.enable()
