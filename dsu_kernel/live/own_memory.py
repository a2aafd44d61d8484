"""Reading this process's own memory, wherever it can be read."""

# ruff: noqa: ANN401 - what cffi makes has no static types

from __future__ import annotations

import errno
import os
from typing import Any

from dsu_kernel.live._abi import ffi

_PAGE = 4096  # pages are that large, or a multiple of it
_IOV_MAX = 1024


def peek(libc: Any, address: int, size: int) -> bytes:
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
