"""What the parts of the host share: texts from C, and threads."""

# ruff: noqa: ANN401 - what cffi makes has no static types

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

from dsu_kernel.live import protocol
from dsu_kernel.live._abi import ffi

Send: TypeAlias = Callable[[protocol.Message], None]


def text_of(write: Callable[[Any, int], int]) -> str:
    """The text that ``write(buffer, size)`` produces, which returns the length it needs."""
    size = 4096
    while True:
        buffer = ffi.new("char[]", size)
        needed = int(write(buffer, size))
        if needed < size:
            return decoded(ffi.string(buffer))
        size = needed + 1


def decoded(data: Any) -> str:
    """Bytes of C as text; what is no UTF-8 comes through."""
    text: str = data.decode("utf-8", "surrogateescape")
    return text


def in_background(run: Callable[..., None], *args: object) -> None:
    """Run a function on a thread of its own, which keeps nobody from leaving."""
    threading.Thread(target=run, args=args, daemon=True).start()
