"""One thread that moves all bytes between a controller and its live process.

Because one thread reads output and messages, order is simple: before a message is handed on, all
that the program had written when the message was sent is delivered.  Nothing here ever blocks on
the program: what it does not read waits in a buffer.
"""

from __future__ import annotations

import array
import fcntl
import logging
import os
import selectors
import socket
import termios
import threading
from collections.abc import Callable
from dataclasses import dataclass

from dsu_kernel.live import protocol
from dsu_kernel.live.keeper import ChildEnds
from dsu_kernel.live.output import OutputLog

_CHUNK = 1 << 16
_log = logging.getLogger(__name__)

OnOutput = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Handlers:
    """Whom the pump tells; called on its thread, one after the other."""

    message: Callable[[protocol.Message], None]
    cut: Callable[[], None]
    crash: Callable[[str], None]
    ended: Callable[[int], None]


class _Outgoing:
    """Bytes on their way to a non-blocking file descriptor."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._waiting = bytearray()
        self._last = False
        self.closed = False

    def add(self, data: bytes) -> None:
        self._waiting += data

    def finish(self) -> None:
        """Close once everything is written."""
        self._last = True

    @property
    def waits(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._waiting)

    def flush(self) -> bool:
        """Write what fits; returns whether something is left."""
        try:
            while self._waiting and not self.closed:
                del self._waiting[: os.write(self.fd, self._waiting[:_CHUNK])]
        except BlockingIOError:
            return True
        except (BrokenPipeError, ConnectionResetError):  # nobody reads any more
            self._waiting.clear()
            self._last = True
        if self._last:
            self.close()
        return False

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            os.close(self.fd)


class Pump:
    """The parent's ends of all channels, and the thread that serves them."""

    def __init__(self, handlers: Handlers, log: OutputLog, on_output: OnOutput | None) -> None:
        self._handlers = handlers
        self._log = log
        self._on_output = on_output
        self._lock = threading.Lock()  # guards the outgoing buffers and the two below
        self._returncode: int | None = None
        self._closing = False
        self._ended = False
        self._cut = False
        self._lines = protocol.Lines()
        self._crash_lines = protocol.Lines()
        self._thread = threading.Thread(target=self._run, name="dsu-pump", daemon=True)

    def open(self) -> ChildEnds:
        """Make all channels; returns the ends that are for the child."""
        mine, control = socket.socketpair()
        stdin, to_stdin = os.pipe()
        self._streams: dict[int, str] = {}
        ends: list[int] = []
        for name in ("stdout", "stderr", "report"):
            reader, writer = os.pipe()
            self._streams[reader] = name
            ends.append(writer)
        self._control = mine.detach()
        self._wake_fd = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        for fd in (self._control, to_stdin, *self._streams):
            os.set_blocking(fd, False)
        self._to_control = _Outgoing(os.dup(self._control))
        self._to_stdin = _Outgoing(to_stdin)
        return ChildEnds(stdin, ends[0], ends[1], control.detach(), ends[2])

    def start(self) -> None:
        """Begin to serve the channels."""
        self._thread.start()

    # ---- called from any thread ----

    def send(self, line: bytes) -> None:
        """Send a line to the host; lost when the host is gone."""
        with self._lock:
            self._to_control.add(line)
            self._wake()

    def write_stdin(self, data: bytes) -> bool:
        """Give the program input; returns whether there is still somebody to read it."""
        with self._lock:
            if self._to_stdin.closed:
                return False
            self._to_stdin.add(data)
            self._wake()
            return True

    @property
    def stdin_pipe(self) -> os.stat_result | None:
        """The identity of the program's standard input; None when it is not read empty."""
        with self._lock:
            outgoing = self._to_stdin
            if outgoing.closed or outgoing.waits or _unread(outgoing.fd):
                return None
            return os.fstat(outgoing.fd)

    def close_stdin(self) -> None:
        """End of file for the program, once it has read what is waiting."""
        with self._lock:
            self._to_stdin.finish()
            self._wake()

    def process_ended(self, returncode: int) -> None:
        """The process is gone: deliver what it left behind, then tell ``ended``."""
        with self._lock:
            self._returncode = returncode
            self._wake()

    def close(self) -> None:
        """Deliver what is there and close everything; returns when that is done."""
        with self._lock:
            self._closing = True
            self._wake()
        if self._thread.ident is None:
            self._close_all()
        elif threading.current_thread() is not self._thread:
            self._thread.join()

    def _wake(self) -> None:
        if self._wake_fd >= 0:
            os.eventfd_write(self._wake_fd, 1)

    # ---- the thread ----

    def _run(self) -> None:
        with selectors.PollSelector() as selector:
            self._selector = selector
            for fd in (self._wake_fd, self._control, *self._streams):
                selector.register(fd, selectors.EVENT_READ)
            try:
                while not self._finished():
                    self._round()
            finally:
                self._close_all()

    def _finished(self) -> bool:
        with self._lock:
            returncode, closing = self._returncode, self._closing
        if returncode is not None and not self._ended:
            self._ended = True
            self._read_rest()
            self._handlers.ended(returncode)
        elif closing:
            self._read_rest()
        return closing or (self._ended and not self._streams)

    def _round(self) -> None:
        for key, events in self._selector.select():
            fd = key.fd
            if fd == self._wake_fd:
                os.eventfd_read(fd)
            elif fd == self._control:
                self._read_control()
            elif fd in self._streams and events & selectors.EVENT_READ:
                self._read_stream(fd)
        for outgoing in (self._to_control, self._to_stdin):
            self._write(outgoing)

    def _write(self, outgoing: _Outgoing) -> None:
        registered = outgoing.fd in self._selector.get_map()
        with self._lock:
            if outgoing.closed:
                return
            fd = outgoing.fd
            if registered:
                self._selector.unregister(fd)
            if outgoing.flush():
                self._selector.register(fd, selectors.EVENT_WRITE)

    def _read_rest(self) -> None:
        """All that is in the channels now."""
        self._read_control()
        for fd in list(self._streams):
            self._read_available(fd)

    def _read_control(self) -> None:
        """Messages; before they are handed on, the output that came before them."""
        lines: list[bytes] = []
        while data := self._read(self._control):
            lines += self._lines.feed(data)
        for fd in list(self._streams):
            self._read_available(fd)
        for line in lines:
            message, _ = protocol.decode(line)
            self._handlers.message(message)
        if data == b"" and not self._cut:
            self._cut = True
            self._handlers.cut()

    def _read_available(self, fd: int) -> None:
        """What is in the pipe now, but not what is written meanwhile: this ends."""
        left = _unread(fd)
        while left > 0 and fd in self._streams:
            left -= self._read_stream(fd, left)

    def _read_stream(self, fd: int, limit: int = _CHUNK) -> int:
        data = self._read(fd, min(limit, _CHUNK))
        if data is None:
            return 0
        name = self._streams[fd]
        if not data:
            self._selector.unregister(fd)
            del self._streams[fd]
            os.close(fd)
        elif name == "report":
            for line in self._crash_lines.feed(data):
                self._handlers.crash(line.decode("utf-8", "surrogateescape"))
        else:
            self._deliver(name, data)
        return len(data)

    def _read(self, fd: int, limit: int = _CHUNK) -> bytes | None:
        """Bytes; empty at end of file, None when there is nothing now."""
        try:
            data = os.read(fd, limit)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            data = b""
        if not data and fd == self._control and fd in self._selector.get_map():
            self._selector.unregister(fd)
        return data

    def _deliver(self, stream: str, data: bytes) -> None:
        self._log.add(stream, data)
        if self._on_output is None:
            return
        try:
            self._on_output(stream, data)
        except Exception:  # noqa: BLE001 - a callback that fails must not stop the traffic
            _log.exception("the callback for output failed")

    def _close_all(self) -> None:
        with self._lock:
            self._to_stdin.close()
            self._to_control.close()
            for fd in (self._control, self._wake_fd, *self._streams):
                os.close(fd)
            self._wake_fd = -1
            self._streams.clear()


def _unread(fd: int) -> int:
    """How many bytes are in a pipe."""
    size = array.array("i", [0])
    fcntl.ioctl(fd, termios.FIONREAD, size)
    return size[0]
