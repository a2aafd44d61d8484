"""What two live processes of the same program have printed, compared line by line.

The two streams are compared apart: which of two pipes is read first is chance.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Iterator

from dsu_kernel.session.keeping.compare import Unlike
from dsu_kernel.session.live_program import LiveProgram

MOST_LINES = 20
PATIENCE = 2.0
"""Seconds for what threads and children of an idle program have yet to print."""

_HOSTS_THREADS = 2  # the program's main thread, and the one that serves

_STREAMS = {"stdout": "output", "stderr": "error output"}


def compare_outputs(hot: LiveProgram, cold: LiveProgram) -> Iterator[Unlike]:
    """Compare all that was printed; one of two programs that run may be further."""
    for stream, called in _STREAMS.items():
        _let_arrive(hot, cold, stream)
        a, b = hot.output_of(stream), cold.output_of(stream)
        if a != b and not (hot.running and _goes_on(a, b)):
            yield from _lines_unlike(called, a, b, hot.running)


def _let_arrive(hot: LiveProgram, cold: LiveProgram, stream: str) -> None:
    """Wait while more may come that makes a difference: what a call prints comes with its end."""
    end = time.monotonic() + PATIENCE
    working = True
    while working and not hot.running and time.monotonic() < end:
        working = any(_threads(s) > _HOSTS_THREADS or s.children for s in (hot, cold))
        for session in (hot, cold):
            _drain(session)
        a, b = hot.output_of(stream), cold.output_of(stream)
        if a == b or not _goes_on(a, b):
            return
        time.sleep(0.01)


def _drain(session: LiveProgram) -> None:
    """Return when all that was printed so far has arrived."""
    process = session.glance().process
    if process is not None:
        process.drain()


def _goes_on(a: bytes, b: bytes) -> bool:
    """Whether one is the beginning of the other."""
    return a.startswith(b) or b.startswith(a)


def _threads(session: LiveProgram) -> int:
    """Return how many threads a live process has."""
    try:
        return len(os.listdir(f"/proc/{session.pid}/task"))
    except OSError:  # it has ended
        return 0


def _lines_unlike(called: str, hot: bytes, cold: bytes, running: bool) -> Iterator[Unlike]:
    a, b = (data.decode("utf-8", "replace").splitlines() for data in (hot, cold))
    if running:
        a, b = a[: len(b)], b[: len(a)]
    shown = 0
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        shown += 1
        if shown > MOST_LINES:
            yield Unlike(called, "more lines differ", "more lines differ")
            return
        yield Unlike(f"{called}, line {i + 1}", _lines(a[i:j]), _lines(b[k:m]))


def _lines(lines: list[str]) -> str:
    if not lines:
        return "nothing"
    more = f" and {len(lines) - 1} more lines" if len(lines) > 1 else ""
    return f"{lines[0]!r:.60}{more}"
