"""Options in front of C text, which has dashes of its own: ``--depth 2 *list->head``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dsu_kernel.errors import DsuError

_OPTION = re.compile(r"\s*--([a-z]+)(?:(?:=|\s+)(\S+))?")


def taken(
    line: str, known: Mapping[str, Callable[[str], Any] | None]
) -> tuple[dict[str, Any], str]:
    """Return the options at the beginning of a line, and the rest of it.

    ``known`` gives the type of each option's value, None for options without one.
    """
    found: dict[str, Any] = {}
    while match := _OPTION.match(line):
        name, value = match[1], match[2]
        if name not in known:
            break  # --x is C, too
        convert = known[name]
        if convert is None:
            found[name] = True
            line = line[match.end(1) :]
            continue
        try:
            found[name] = convert(value or "")
        except ValueError:
            raise DsuError(f"--{name} needs a number, not {value or 'nothing'}") from None
        line = line[match.end() :]
    return found, line.strip()
