"""The host's patches: loaded, requested, watched until they settle, taken back."""

# ruff: noqa: ANN401 - what cffi makes has no static types

from __future__ import annotations

import os
import threading
from typing import Any

from dsu_kernel.live import protocol
from dsu_kernel.live._abi import ffi
from dsu_kernel.live.hosted import Send, decoded, in_background, text_of

_ERROR_SIZE = 4096
_FOREVER_MS = 1 << 30


class HostedPatches:
    """Carries out the requests about patches, by their numbers."""

    def __init__(self, runtime: Any, send: Send) -> None:
        self._runtime = runtime
        self._send = send
        self._patches: dict[int, Any] = {}
        self._watched: set[int] = set()
        self._unwatched = threading.Condition()  # guards the set of those watched

    def _do_prepare(self, operation: protocol.Prepare) -> None:
        error = ffi.new("char[]", _ERROR_SIZE)
        patch = self._runtime.dsu_prepare(os.fsencode(operation.path), error, _ERROR_SIZE)
        if not patch:
            raise ValueError(decoded(ffi.string(error)))
        self._patches[operation.patch] = patch

    def _do_request(self, operation: protocol.Request) -> str:
        patch = self._patches[operation.patch]
        self._runtime.dsu_request(patch)
        state = self._patch_state(patch)
        with self._unwatched:
            watch = operation.patch not in self._watched
            self._watched.add(operation.patch)
        if watch:
            in_background(self._watch, operation.patch, patch)
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
        self._send(protocol.PatchSettled(number, state, version, self._report(patch)))
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
        return text_of(lambda buffer, size: self._runtime.dsu_patch_report(patch, buffer, size))

    def _patch_state(self, patch: Any) -> str:
        return protocol.PATCH_STATES[int(self._runtime.dsu_patch_state(patch))]
