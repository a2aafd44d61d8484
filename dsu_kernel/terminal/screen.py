"""One way to the terminal for answers and for the program's output, also while a prompt is shown.

program's thread ─┐                        ┌─ no prompt: at once
answers, errors ──┴─► pending, in order ──►┤
                                           └─ a prompt: above it, a few times a second
"""

from __future__ import annotations

import asyncio
import codecs
import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from prompt_toolkit.application import run_in_terminal

SETTLE = 0.1
"""Seconds between two writes above a prompt: each draws the prompt again."""
PARTIAL = 1.0
"""Seconds that an unfinished line waits for its end before it is shown above a prompt."""


class Screen:
    """Writes to two streams, in the order in which texts arrive, from any thread."""

    def __init__(self, out: TextIO, errors: TextIO) -> None:
        self._streams = {"stdout": out, "stderr": errors}
        self._decoders = {
            name: codecs.getincrementaldecoder("utf-8")("replace") for name in self._streams
        }
        self._lock = threading.RLock()
        self._pending: list[tuple[str, str]] = []
        self._wake: Callable[[], None] | None = None
        self._in_line = False

    @property
    def in_line(self) -> bool:
        """Whether the last line that was written has no end yet."""
        with self._lock:
            return self._in_line

    def typed(self) -> None:
        """The user has ended the line, by Enter."""
        with self._lock:
            self._in_line = False

    def from_program(self, stream: str, data: bytes) -> None:
        """Take bytes that the program wrote."""
        with self._lock:
            self._add(stream, self._decoders[stream].decode(data))

    def show(self, text: str) -> None:
        """Show an answer on lines of its own."""
        self._show("stdout", text)

    def complain(self, text: str) -> None:
        """Show an error on lines of its own."""
        self._show("stderr", text)

    def _show(self, stream: str, text: str) -> None:
        with self._lock:
            begin = "\n" if self._ends_in_line() else ""
            self._add(stream, f"{begin}{text}\n")

    def _ends_in_line(self) -> bool:
        return not self._pending[-1][1].endswith("\n") if self._pending else self._in_line

    def _add(self, stream: str, text: str) -> None:
        if not text:
            return
        self._pending.append((stream, text))
        if self._wake is None:
            self._write()
        else:
            self._wake()

    def _write(self) -> None:
        """Write what is pending; with the lock held."""
        pending, self._pending = self._pending, []
        for stream, text in pending:
            self._streams[stream].write(text)
            self._streams[stream].flush()
            self._in_line = not text.endswith("\n")

    # ---- while a prompt is shown -----------------------------------------------------

    @contextmanager
    def prompting(self) -> Iterator[Callable[[], None]]:
        """While active, texts are written above the prompt.

        Hand what this yields to the prompt as ``pre_run``. Nothing is lost when the prompt ends
        meanwhile: what is pending then is written afterwards.
        """
        with self._lock:
            if self._in_line:
                self._add("stdout", "\n")
        try:
            yield self._begin
        finally:
            with self._lock:
                self._wake = None
                self._write()

    def _begin(self) -> None:
        above = _AbovePrompt(self._write_above)
        with self._lock:
            self._wake = above.wake

    def _write_above(self, partial: bool) -> bool:
        """Write whole lines, with ``partial`` all; returns whether something is left."""
        with self._lock:
            if self._ends_in_line() and self._pending:
                if not partial:
                    return True
                self._pending.append((self._pending[-1][0], "\n"))
            self._write()
            return False


class _AbovePrompt:
    """Calls a function in the terminal of the running prompt, soon and not too often."""

    def __init__(self, write: Callable[[bool], bool]) -> None:
        self._write = write
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._awake = False

    def wake(self) -> None:
        """Write soon; from any thread, with the lock of the screen held."""
        if not self._awake and not self._loop.is_closed():
            self._awake = True
            self._loop.call_soon_threadsafe(self._later, SETTLE, False, context=self._context)

    def _later(self, seconds: float, partial: bool) -> None:
        self._loop.call_later(seconds, self._draw, partial, context=self._context)

    def _draw(self, partial: bool) -> None:
        def write() -> None:
            self._awake = False
            if self._write(partial):
                self._awake = True
                self._later(PARTIAL, True)

        run_in_terminal(write)
