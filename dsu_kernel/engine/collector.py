"""Python's search for cyclic garbage, paused while a step fills memory with syntax trees.

A version of a large program is a million objects, which live as long as the version. Looking
through them again and again as they are made takes as long as making them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector for a step.

    It belongs to the whole Python process, and goes on when the step ends that found it at work: a
    step of another thread that takes longer then ends without the pause.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
