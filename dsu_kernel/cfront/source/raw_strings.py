r"""Raw strings, a GNU extension: ``R"x(a\b)x"`` becomes the ordinary literal ``"a\\b"``."""

from __future__ import annotations

import re
from typing import Final

# Ordinary literals come first, or the end of one could look like the beginning of a raw string.
_LITERALS: Final = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|'
    r'\b(?P<prefix>u8|u|U|L)?R"(?P<mark>[^ ()\\\t\v\f\n]{0,16})\((?P<body>.*?)\)(?P=mark)"',
    re.DOTALL,
)
_ESCAPED: Final = {"\\": r"\\", '"': r"\"", "\n": r"\n", "?": r"\?"}


def without_raw_strings(text: str) -> str:
    """Return preprocessed text with ordinary literals in place of raw ones.

    No line moves: the line feeds of a raw string follow its literal.
    """
    return _LITERALS.sub(_ordinary, text) if 'R"' in text else text


def _ordinary(match: re.Match[str]) -> str:
    body = match["body"]
    if body is None:
        return match[0]
    escaped = "".join(_ESCAPED.get(char, char) for char in body)
    return f'{match["prefix"] or ""}"{escaped}"' + "\n" * body.count("\n")
