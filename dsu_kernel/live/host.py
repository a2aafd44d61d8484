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

import errno
import fcntl
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

from dsu_kernel.live import protocol
from dsu_kernel.live._abi import ffi

_PR_SET_PDEATHSIG = 1
_LC_ALL = 6
_ERROR_SIZE = 4096
_PAGE = 4096  # pages are that large, or a multiple of it
_IOV_MAX = 1024
_STACK = 256 * 1024
_FOREVER_MS = 1 << 30
_RUNNING = ("queued", "running")


class Host:
    """Carries out the requests of one controller."""

    def __init__(self, channel: socket.socket, runtime: Any, libc: Any) -> None:
        self._channel = channel
        self._identity = os.fstat(channel.fileno()).st_ino
        self._runtime = runtime
        self._libc = libc
        self._send_lock = threading.Lock()
        self._lock = threading.Lock()  # guards the three below
        self._patches: dict[int, Any] = {}
        self._watched: set[int] = set()
        self._unwatched = threading.Condition(self._lock)
        self._jobs: dict[int, Any] = {}
        self._converted: tuple[Any, Any] | None = None
        self._thunks: dict[str, Any] = {}  # kept: the program may hold pointers into them

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
        carry_out = getattr(self, f"_do_{type(operation).__name__.lower()}")
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

    # ---- patches ----

    def _do_prepare(self, operation: protocol.Prepare) -> None:
        error = ffi.new("char[]", _ERROR_SIZE)
        patch = self._runtime.dsu_prepare(os.fsencode(operation.path), error, _ERROR_SIZE)
        if not patch:
            raise ValueError(_decode(ffi.string(error)))
        self._patches[operation.patch] = patch

    def _do_request(self, operation: protocol.Request) -> str:
        patch = self._patches[operation.patch]
        self._runtime.dsu_request(patch)
        state = self._patch_state(patch)
        with self._lock:
            watch = operation.patch not in self._watched
            self._watched.add(operation.patch)
        if watch:
            _in_background(self._watch, operation.patch, patch)
        return state

    def _watch(self, number: int, patch: Any) -> None:
        """Tell the controller when a requested patch has settled; stop when it was cancelled."""
        while True:
            self._runtime.dsu_patch_wait(patch, _FOREVER_MS)  # a cancel wakes it, too
            with self._unwatched:
                state = self._patch_state(patch)
                if state == "prepared":
                    self._forget(number)
                    return
            if state != "pending":
                break
        version = self._runtime.dsu_version()
        self.send(protocol.PatchSettled(number, state, version, self._report(patch)))
        with self._unwatched:
            self._forget(number)

    def _forget(self, number: int) -> None:
        self._watched.discard(number)
        self._unwatched.notify_all()

    def _do_cancel(self, operation: protocol.Cancel) -> bool:
        return bool(self._runtime.dsu_cancel(self._patches[operation.patch]) == 0)

    def _do_discard(self, operation: protocol.Discard) -> bool:
        patch = self._patches[operation.patch]
        if self._patch_state(patch) == "pending":
            return False
        with self._unwatched:  # the thread that watches it still looks at it
            self._unwatched.wait_for(lambda: operation.patch not in self._watched)
        if self._runtime.dsu_discard(patch) != 0:
            return False
        del self._patches[operation.patch]
        return True

    def _do_report(self, operation: protocol.Report) -> str:
        return self._report(self._patches[operation.patch])

    def _report(self, patch: Any) -> str:
        return _text(lambda buffer, size: self._runtime.dsu_patch_report(patch, buffer, size))

    def _patch_state(self, patch: Any) -> str:
        return protocol.PATCH_STATES[int(self._runtime.dsu_patch_state(patch))]

    # ---- jobs ----

    def _do_submit(self, operation: protocol.Submit) -> None:
        thunk = self._thunk(operation.path)
        args = ffi.new("union dsu_arg[]", max(1, len(operation.args)))
        for slot, arg in zip(args, operation.args, strict=False):
            self._fill(slot, arg)
        submitted = threading.Event()
        _in_background(self._see_through, operation, thunk, args, submitted)
        submitted.wait()

    def _thunk(self, path: str) -> Any:
        library = self._thunks.get(path)
        if library is None:
            library = ffi.dlopen(path, ffi.RTLD_NOW | ffi.RTLD_LOCAL)
            self._thunks[path] = library
        return ffi.addressof(library, "dsu_thunk")

    def _fill(self, slot: Any, arg: protocol.Argument) -> None:
        ((kind, value),) = arg.items()
        if kind == "i":
            slot.i = value
        elif kind == "d":
            slot.d = float.fromhex(value)
        elif kind == "p":
            slot.p = ffi.cast("void *", value)
        else:
            slot.p = self._copy(value.encode("latin-1"))

    def _copy(self, data: bytes) -> Any:
        """A C string of the program's own, from malloc: it may keep it for ever, or free it."""
        block = self._libc.malloc(len(data) + 1)
        if not block:
            raise MemoryError(f"no memory for {len(data)} bytes in the live process")
        ffi.memmove(block, data + b"\0", len(data) + 1)
        return block

    def _see_through(
        self, operation: protocol.Submit, thunk: Any, args: Any, submitted: threading.Event
    ) -> None:
        """Submit a job, wait for it, tell the controller, release it.

        All on one thread, which exists before the job does: afterwards the program may leave no
        chance to start one.
        """
        number = operation.job
        with self._lock:
            job = self._runtime.dsu_submit(
                thunk, args, len(operation.args), operation.nested, operation.guarded
            )
            self._jobs[number] = job
        submitted.set()
        state = "queued"
        while state in _RUNNING:
            state = protocol.JOB_STATES[int(self._runtime.dsu_job_wait(job, _FOREVER_MS))]
        text = ffi.NULL
        if state == "done":
            text = self._runtime.dsu_job_result(job)
        elif state == "crashed":
            text = self._runtime.dsu_job_fault(job)
        ended = protocol.JobEnded(number, state, _decode(ffi.string(text)) if text else "null")
        with self._lock:
            del self._jobs[number]
            self._runtime.dsu_job_release(job)
        self.send(ended)

    def _do_withdraw(self, operation: protocol.Withdraw) -> bool:
        with self._lock:
            job = self._jobs.get(operation.job)
            return job is not None and self._runtime.dsu_job_withdraw(job) == 0

    # ---- looking ----

    def _do_describe(self, _operation: protocol.Describe) -> str:
        return _text(self._runtime.dsu_describe)

    def _do_look(self, _operation: protocol.Look) -> str:
        return _text(self._runtime.dsu_look)

    def _do_lookat(self, operation: protocol.LookAt) -> list[str]:
        def told(pid: int) -> str:
            return _text(lambda buffer, size: self._runtime.dsu_look_at_child(pid, buffer, size))

        return [told(pid) for pid in operation.pids]

    def _do_busy(self, _operation: protocol.Busy) -> bool:
        return bool(self._runtime.dsu_busy())

    def _do_read(self, operation: protocol.Read) -> list[str]:
        return [_peek(self._libc, address, size).hex() for address, size in operation.ranges]

    def _do_locate(self, operation: protocol.Locate) -> list[int]:
        return [
            int(ffi.cast("uintptr_t", self._libc.dlsym(ffi.NULL, symbol.encode())))
            for symbol in operation.symbols
        ]

    # ---- steps ----

    def _do_watch(self, _operation: protocol.Watch) -> None:
        _in_background(self._tell_steps)

    def _tell_steps(self) -> None:
        while True:
            if self._runtime.dsu_step_wait(_FOREVER_MS):
                self.send(protocol.Stood(_text(self._runtime.dsu_step_describe)))

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


def _text(write: Callable[[Any, int], int]) -> str:
    """The text that ``write(buffer, size)`` produces, which returns the length it needs."""
    size = 4096
    while True:
        buffer = ffi.new("char[]", size)
        needed = int(write(buffer, size))
        if needed < size:
            return _decode(ffi.string(buffer))
        size = needed + 1


def _peek(libc: Any, address: int, size: int) -> bytes:
    """The readable bytes from ``address`` on, at most ``size``.

    The system copies them: an address that is not mapped is no fault, and no descriptor is taken
    that the program would miss.
    """
    end = min(address + size, 1 << 64)
    cuts = [address, *range((address // _PAGE + 1) * _PAGE, end, _PAGE), end]
    found = b""
    for first in range(0, len(cuts) - 1, _IOV_MAX):  # pages: the system copies each or nothing
        part = cuts[first : first + _IOV_MAX + 1]
        size = part[-1] - part[0]
        buffer = ffi.new("char[]", size)
        local = ffi.new("struct iovec *", {"iov_base": buffer, "iov_len": size})
        remote = ffi.new("struct iovec[]", len(part) - 1)
        for vector, low, high in zip(remote, part, part[1:], strict=False):
            vector.iov_base, vector.iov_len = ffi.cast("void *", low), high - low
        count = libc.process_vm_readv(os.getpid(), local, 1, remote, len(remote), 0)
        if count < 0 and ffi.errno in (errno.EPERM, errno.ENOSYS):
            return _peek_file(address, end - address)
        found += bytes(ffi.buffer(buffer, max(count, 0)))
        if count < size:
            break
    return found


def _peek_file(address: int, size: int) -> bytes:
    """The same where a sandbox forbids the call."""
    memory = os.open("/proc/self/mem", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(memory, size, address)
    except (OSError, OverflowError):
        return b""
    finally:
        os.close(memory)


def _decode(data: Any) -> str:
    text: str = data.decode("utf-8", "surrogateescape")
    return text


def _in_background(run: Callable[..., None], *args: object) -> None:
    threading.Thread(target=run, args=args, daemon=True).start()


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
    _in_background(host.serve)
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
