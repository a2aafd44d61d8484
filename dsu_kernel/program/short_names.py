"""Whether a cell uses ``update`` as a name of its own: then only ``dsu_update()`` is the point."""

from __future__ import annotations

import re

_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_CALL = re.compile(r"\bupdate\s*\(\s*(?:void)?\s*\)")
_WITH_ARGUMENTS = re.compile(r"(?<![.>])\bupdate\s*\((?!\s*(?:void)?\s*\))")
_DECLARED = re.compile(r"(?<!\w)(\w+)(?:\s+|\s*\*[\s*]*)update\s*([(;=,\[])")
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+update\b", re.MULTILINE)
_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+\w+(?:\([^)\n]*\))?", re.MULTILINE)
_BEFORE_CALLS = frozenset({"return", "else", "do", "case", "goto", "sizeof"})


def defines_update(text: str) -> bool:
    """Whether a text has a function or variable ``update`` of its own.

    Calls without arguments are update points; a variable of that name counts where there are none.
    """
    flat = _NOISE.sub(" ", text)
    if _WITH_ARGUMENTS.search(flat) or _MACRO.search(flat):
        return True
    flat = _DEFINE.sub(" ", flat)
    declared = [m for m in _DECLARED.finditer(flat) if m[1] not in _BEFORE_CALLS]
    if any(m[2] == "(" for m in declared):
        return True
    return bool(declared) and not _CALL.search(flat)
