"""A command as it is typed, ``:name arguments``.

It may have a text of its own: behind its arguments in braces, or below a ``%%dsu_`` line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WITH_TEXT = ("c", "plan", "state", "transform")
_WAIT = re.compile(r"\s*--wait(?:=|\s+)(\d+(?:\.\d*)?)\s*")


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was typed: name, the rest of its line, and a text (None: there is none)."""

    name: str
    rest: str
    text: str | None

    @classmethod
    def parse(cls, typed: str) -> Call:
        """From ``:name rest``, ``:name rest { text }``, ``%dsu_name rest`` or ``%%dsu_name``."""
        typed = typed.strip()
        cell = typed.startswith("%%")
        head, _, below = typed.lstrip(":%").partition("\n")
        name, _, rest = head.partition(" ")
        name = name.removeprefix("dsu_")
        if cell:
            return cls(name, rest.strip(), f"\n{below}\n")
        if name not in WITH_TEXT:
            return cls(name, f"{rest}\n{below}".strip(), None)
        return cls(name, *_in_braces(f"{rest}\n{below}".strip(), whole=name in ("plan", "c")))


def _in_braces(typed: str, *, whole: bool) -> tuple[str, str | None]:
    """Part ``T { text }``; ``whole``: the braces of a definition may belong to the text."""
    if whole and not re.match(r"[\w.-]*\s*\{", typed):
        return ("", typed) if re.search(r"[;}]\s*$", typed) else (typed, None)
    head, brace, text = typed.partition("{")
    if not brace:
        return typed, None
    return head.strip(), text.rstrip().removesuffix("}")


def with_wait(rest: str, seconds: float) -> tuple[float, str]:
    """Part ``--wait S`` from what follows it; without it there are so many ``seconds``."""
    found = _WAIT.match(rest)
    return (float(found[1]), rest[found.end() :]) if found else (seconds, rest)
