"""A program's text with a large member added to each of its structs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsu_kernel.cfront.model import RecordDef

MEMBER = " long grown_[8];"
# What braces may not be looked for in.
_OPAQUE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|^[ \t]*#(?:[^\n\\]|\\.)*""",
    re.DOTALL | re.MULTILINE,
)


def grown(text: str, records: Iterable[RecordDef]) -> str:
    """Return the text with ``MEMBER`` at the end of each of these records (defined in it)."""
    plain = _OPAQUE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    starts = _line_starts(text)
    ends = [_end(plain, starts[r.place.line - 1] + r.place.column - 1) for r in records]
    for end in sorted((end for end in ends if end is not None), reverse=True):
        text = f"{text[:end]}{MEMBER}{text[end:]}"
    return text


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _end(plain: str, start: int) -> int | None:
    """Return where the record's last brace is; None for text that a macro made."""
    head = re.compile(r"[^;{}]*\{").match(plain, start)
    depth = 0
    for at in range(head.end() - 1 if head else len(plain), len(plain)):
        depth += {"{": 1, "}": -1}.get(plain[at], 0)
        if depth == 0:
            return at
    return None
