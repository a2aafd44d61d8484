"""The state of ``#pragma pack``."""

from __future__ import annotations


class PackState:
    """Follows the pragmas of a text; ``packed`` says whether records are packed just now."""

    def __init__(self) -> None:
        self.packed = False
        self._stack: list[bool] = []

    def pragma(self, text: str) -> None:
        """Take note of a pragma (what follows the word); only ``pack`` matters here."""
        text = text.strip()
        if not text.startswith("pack"):
            return
        words = text.replace("(", " ").replace(")", " ").replace(",", " ").split()[1:]
        if words[:1] == ["push"]:
            self._stack.append(self.packed)
        elif words[:1] == ["pop"]:
            self.packed = self._stack.pop() if self._stack else False
        numbers = [word for word in words if word.isdigit()]
        if numbers:
            self.packed = numbers[0] != "0"
        elif not words:
            self.packed = False
