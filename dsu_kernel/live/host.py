"""The live process: serves the controller on one thread, lends its main thread to the program.

    main thread     dsu_main_loop(): all C code of the program runs here, the GIL released
    server thread   reads requests, answers them
    one thread for each submitted job and each pending patch: waits in C, then sends the event

Started by :mod:`dsu_kernel.live.keeper` with as little of Python as possible (no ``site``, no
packages but this one and cffi's backend).  File descriptors 0, 1 and 2 belong to the program:
nothing here may read or write them.
"""

# ruff: noqa: ANN401 - what cffi makes has no static types

from __future__ import annotations

import fcntl
import os
import resource
import signal
import socket
import sys
import threading
from typing import Any, NoReturn

from dsu_kernel.live import protocol
from dsu_kernel.live._abi import ffi
from dsu_kernel.live.hosted import in_background, text_of
from dsu_kernel.live.hosted_jobs import HostedJobs
from dsu_kernel.live.hosted_patches import HostedPatches
from dsu_kernel.live.own_memory import peek

_PR_SET_PDEATHSIG = 1
_LC_ALL = 6
_STACK = 256 * 1024
_FOREVER_MS = 1 << 30


class Host:
    """Carries out the requests of one controller; those about patches and jobs by its parts."""

    def __init__(self, channel: socket.socket, runtime: Any, libc: Any) -> None:
        self._channel = channel
        self._identity = os.fstat(channel.fileno()).st_ino
        self._runtime = runtime
        self._libc = libc
        self._send_lock = threading.Lock()
        self._converted: tuple[Any, Any] | None = None
        patches, jobs = HostedPatches(runtime, self.send), HostedJobs(runtime, libc, self.send)
        self._parts = (self, patches, jobs)

    # ---- the server thread ----

    def serve(self) -> None:
        """Answer requests until the controller is gone: without it the process has no purpose."""
        lines = protocol.Lines()
        while self._owns_channel():
            for line in lines.feed(self._receive()):
                self._answer(line)

    def _receive(self) -> bytes:
        try:
            data = self._channel.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            os.kill(os.getpid(), signal.SIGKILL)
        return data

    def _owns_channel(self) -> bool:
        """Whether the program has left the descriptor alone; daemons close all that they can.

        Then the controller sees the end of the channel, and the program runs on without it.
        """
        try:
            return os.fstat(self._channel.fileno()).st_ino == self._identity
        except OSError:
            return False

    def _answer(self, line: bytes) -> None:
        operation, number = protocol.decode(line)
        name = f"_do_{type(operation).__name__.lower()}"
        carry_out = next(getattr(part, name) for part in self._parts if hasattr(part, name))
        error = None
        value = None
        try:
            value = carry_out(operation)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the controller must hear of it
            error = str(problem) or repr(problem)
        self.send(protocol.Reply(number or 0, value, error))

    def send(self, message: protocol.Message) -> None:
        """Send a message whole; with no controller left there is nobody to tell."""
        try:
            with self._send_lock:
                if self._owns_channel():
                    self._channel.sendall(protocol.encode(message))
        except (BrokenPipeError, ConnectionResetError):
            os.kill(os.getpid(), signal.SIGKILL)

    # ---- looking ----

    def _do_describe(self, _operation: protocol.Describe) -> str:
        return text_of(self._runtime.dsu_describe)

    def _do_look(self, _operation: protocol.Look) -> str:
        return text_of(self._runtime.dsu_look)

    def _do_lookat(self, operation: protocol.LookAt) -> list[str]:
        def told(pid: int) -> str:
            return text_of(lambda buffer, size: self._runtime.dsu_look_at_child(pid, buffer, size))

        return [told(pid) for pid in operation.pids]

    def _do_busy(self, _operation: protocol.Busy) -> bool:
        return bool(self._runtime.dsu_busy())

    def _do_read(self, operation: protocol.Read) -> list[str]:
        return [peek(self._libc, address, size).hex() for address, size in operation.ranges]

    def _do_locate(self, operation: protocol.Locate) -> list[int]:
        return [
            int(ffi.cast("uintptr_t", self._libc.dlsym(ffi.NULL, symbol.encode())))
            for symbol in operation.symbols
        ]

    # ---- steps ----

    def _do_watch(self, _operation: protocol.Watch) -> None:
        in_background(self._tell_steps)

    def _tell_steps(self) -> None:
        while True:
            if self._runtime.dsu_step_wait(_FOREVER_MS):
                self.send(protocol.Stood(text_of(self._runtime.dsu_step_describe)))

    def _do_go(self, operation: protocol.Go) -> None:
        n = len(operation.objects)
        self._converted = (
            ffi.new("void *[]", [ffi.cast("void *", at) for at, _ in operation.objects]),
            ffi.new("unsigned[]", [number for _, number in operation.objects]),
        )  # kept until the next time: the program's thread reads them
        self._runtime.dsu_step_go(*self._converted, n)

    # ---- leaving ----

    def _do_quit(self, _operation: protocol.Quit) -> None:
        self._runtime.dsu_finish()


def _as_at_exec(libc: Any) -> None:
    """Undo what Python did to the process: the program starts as if it had been exec'ed."""
    for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    libc.setlocale(_LC_ALL, b"C")
    with open("/proc/self/environ", "rb") as environ:
        given = environ.read().split(b"\0")
    if "LC_CTYPE" in os.environ and not any(entry.startswith(b"LC_CTYPE=") for entry in given):
        del os.environ["LC_CTYPE"]  # set by Python's coercion of the C locale


def _move_up(fd: int) -> int:
    """Out of the way, and not inherited by exec: the first file that the program opens is 3."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, max(3, min(limit, 1024) - 8))
    os.close(fd)
    return high


def _run(channel: socket.socket, report_fd: int, runtime_path: str, libc: Any) -> None:
    try:
        runtime: Any = ffi.dlopen(runtime_path, ffi.RTLD_NOW | ffi.RTLD_GLOBAL)
    except OSError as problem:
        channel.sendall(protocol.encode(protocol.Broken(str(problem))))
        sys.exit(1)
    host = Host(channel, runtime, libc)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    runtime.dsu_start(1, report_fd)
    # Handlers of the program must run on its own thread: all others, which inherit this mask, are
    # deaf to signals.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    threading.stack_size(_STACK)
    in_background(host.serve)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    host.send(protocol.Ready(runtime.dsu_version()))
    runtime.dsu_main_loop()


def main() -> NoReturn:
    """``argv``: control fd, report fd, pid of the parent, path of the runtime."""
    control, report, parent = map(int, sys.argv[1:4])
    libc: Any = ffi.dlopen(None)
    libc.prctl(_PR_SET_PDEATHSIG, ffi.cast("unsigned long", signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)
    control, report = _move_up(control), _move_up(report)
    _as_at_exec(libc)
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=control)
    _run(channel, report, sys.argv[4], libc)
    libc.exit(0)  # as a C program ends: atexit handlers and stdio, nothing of Python
    raise AssertionError("exit() does not return")


if __name__ == "__main__":
    main()
