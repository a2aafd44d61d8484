"""How messages are worded.

They name methods of :class:`Session`; a notebook and the terminal call them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

NOTEBOOK: Final[Mapping[str, str]] = {
    "define": "%%dsu_c",
    "given": "%dsu_state",
    "load": "%dsu_load",
    "restart": "%dsu_restart",
    "run": "%dsu_run",
    "stop": "%dsu_stop",
}
TERMINAL: Final[Mapping[str, str]] = {name: f":{name}" for name in NOTEBOOK} | {
    "define": "a definition",
    "given": ":state",
}
_METHOD = re.compile(r"(?<![\w.])(define|given|load|restart|run|stop)\(\)")


def told(error: BaseException, words: Mapping[str, str]) -> str:
    """Return an error's message in the words of a front end."""
    text = "\n".join([str(error), *getattr(error, "__notes__", ())])
    return _METHOD.sub(lambda found: words[found[1]], text)


def few(names: tuple[str, ...], most: int = 6) -> str:
    """Return a list of names, cut short when it is long."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def counted(number: int, thing: str) -> str:
    """``1 patch``, ``2 patches``."""
    ending = "" if number == 1 else "es" if thing.endswith("ch") else "s"
    return f"{number} {thing}{ending}"
