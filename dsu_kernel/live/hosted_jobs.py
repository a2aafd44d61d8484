"""The host's jobs: thunks that the program's thread runs."""

# ruff: noqa: ANN401 - what cffi makes has no static types

from __future__ import annotations

import threading
from typing import Any

from dsu_kernel.live import protocol
from dsu_kernel.live._abi import ffi
from dsu_kernel.live.hosted import Send, decoded, in_background

_FOREVER_MS = 1 << 30
_RUNNING = ("queued", "running")


class HostedJobs:
    """Carries out the requests about jobs, by their numbers."""

    def __init__(self, runtime: Any, libc: Any, send: Send) -> None:
        self._runtime = runtime
        self._libc = libc
        self._send = send
        self._lock = threading.Lock()  # guards the table of jobs
        self._jobs: dict[int, Any] = {}
        self._thunks: dict[str, Any] = {}  # kept: the program may hold pointers into them

    def _do_submit(self, operation: protocol.Submit) -> None:
        thunk = self._thunk(operation.path)
        args = ffi.new("union dsu_arg[]", max(1, len(operation.args)))
        for slot, arg in zip(args, operation.args, strict=False):
            self._fill(slot, arg)
        submitted = threading.Event()
        in_background(self._see_through, operation, thunk, args, submitted)
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
        ended = protocol.JobEnded(number, state, decoded(ffi.string(text)) if text else "null")
        with self._lock:
            del self._jobs[number]
            self._runtime.dsu_job_release(job)
        self._send(ended)

    def _do_withdraw(self, operation: protocol.Withdraw) -> bool:
        with self._lock:
            job = self._jobs.get(operation.job)
            return job is not None and self._runtime.dsu_job_withdraw(job) == 0
