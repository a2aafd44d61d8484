"""The state of ``#pragma pack``."""

from __future__ import annotations


class PackState:
    """Follows the pragmas of a text; ``limit`` is the alignment in force, "" when there is none."""

    def __init__(self) -> None:
        self.limit = ""
        self._stack: list[str] = []

    @property
    def packed(self) -> bool:
        """Whether records are packed just now."""
        return bool(self.limit)

    def pragma(self, text: str) -> None:
        """Take note of a pragma (what follows the word); only ``pack`` matters here."""
        text = text.strip()
        if not text.startswith("pack"):
            return
        words = text.replace("(", " ").replace(")", " ").replace(",", " ").split()[1:]
        if words[:1] == ["push"]:
            self._stack.append(self.limit)
        elif words[:1] == ["pop"]:
            self.limit = self._stack.pop() if self._stack else ""
        numbers = [word for word in words if word.isdigit()]
        if numbers:
            self.limit = numbers[0].strip("0") and numbers[0]
        elif not words:
            self.limit = ""
