"""Reading the memory of a live process, page by page, so that one look is one picture."""

from __future__ import annotations

from typing import Protocol

PAGE = 4096


class Source(Protocol):
    """What memory can be read from: a live process."""

    def read_memory(self, ranges: list[tuple[int, int]]) -> list[bytes]:
        """Return the readable bytes of each (address, size)."""


class Snapshot:
    """The pages that one look has needed so far; each is read once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pages: dict[int, bytes] = {}

    def read(self, address: int, size: int) -> bytes:
        """Return ``size`` bytes at ``address``, fewer (or none) where memory is not readable."""
        if address <= 0 or size <= 0 or address + size > 1 << 64:
            return b""
        first, last = address // PAGE, (address + size - 1) // PAGE
        missing = [p for p in range(first, last + 1) if p not in self._pages]
        if missing:
            found = self._source.read_memory([(page * PAGE, PAGE) for page in missing])
            self._pages.update(zip(missing, found, strict=True))
        data = b""
        for page in range(first, last + 1):
            data += self._pages[page]
            if len(data) < (page - first + 1) * PAGE:
                break
        start = address - first * PAGE
        return data[start : start + size]

    def word(self, address: int, size: int) -> int | None:
        """Return the unsigned number at ``address``; None when it cannot be read."""
        data = self.read(address, size)
        return int.from_bytes(data, "little") if len(data) == size else None
