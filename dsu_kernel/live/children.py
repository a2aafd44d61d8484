"""The processes that descend from a live process: which, says ``/proc``; what, says the runtime.

Nothing is asked of the program. Where ``/proc`` has no ``children`` there are none to be seen; of a
child whose memory may not be read (it has another user, a sandbox forbids it) no version is known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from dsu_kernel.program.info import ChildInfo

LookAt: TypeAlias = Callable[[Sequence[int]], Sequence[str]]
"""The runtime's JSON about each process."""
ChildState: TypeAlias = Literal["running", "blocked", "stopped", "ended"]

LIMIT: Final = 100
"""Of so many the runtime is asked."""
_STATES: Final[dict[str, ChildState]] = {
    "R": "running",
    "T": "stopped",
    "t": "stopped",
    "Z": "ended",
    "X": "ended",
}


@dataclass(frozen=True, slots=True)
class _Stat:
    """What ``/proc/PID/stat`` says; ``began`` tells two processes with the same number apart."""

    pid: int
    name: str
    state: ChildState
    parent: int
    began: int


class Family:
    """Looks at the descendants of one process. Those once seen are known until they end."""

    def __init__(self, pid: int) -> None:
        self._root = _stat(pid)
        self._seen: dict[int, tuple[int, ChildInfo]] = {}

    def look(self, look_at: LookAt) -> tuple[ChildInfo, ...]:
        """Those that exist, by number. Raises what ``look_at`` raises."""
        root = self._root
        if root is None:  # it ended at once
            return ()
        pids = self._pids(root)
        told = dict(zip(pids, map(json.loads, look_at(pids[:LIMIT])), strict=False)) if pids else {}
        seen = {}
        for stat in _without_forgotten(root.pid, self._stats(pids)):  # as they are after the answer
            facts = told.get(stat.pid, {})
            if not facts.get("rehearsal"):
                name = "" if stat.name == root.name else stat.name
                seen[stat.pid] = (stat.began, self._info(stat, name, facts))
        self._seen = seen
        return tuple(info for _, info in seen.values())

    def _pids(self, root: _Stat) -> list[int]:
        """Those that are descendants now, and those that were when they were seen."""
        now = _stat(root.pid)
        exists = now is not None and now.began == root.began  # else its number is somebody else's
        return sorted({*(descendants(root.pid) if exists else ()), *self._seen})

    def _stats(self, pids: Sequence[int]) -> list[_Stat]:
        found = []
        for pid in pids:
            stat, known = _stat(pid), self._seen.get(pid)
            if stat is not None and (known is None or known[0] == stat.began):
                found.append(stat)
        return found

    def _info(self, stat: _Stat, name: str, facts: dict[str, Any]) -> ChildInfo:
        if facts:
            # It may have ended since it was asked: then it is nowhere.
            point = facts.get("point", {}) if stat.state != "ended" else {}
            return ChildInfo(
                stat.pid,
                stat.parent,
                stat.state,
                version=facts["version"],
                pending=bool(facts["pending"]),
                unit=point.get("unit", ""),
                line=point.get("line", 0),
                function=point.get("function", ""),
            )
        _, known = self._seen.get(stat.pid, (0, None))
        if known is not None and (stat.state == "ended" or name == known.program):
            # Its memory is gone, or the runtime that looks at it: it is what it was.
            return replace(
                known, parent=stat.parent, state=stat.state, unit="", line=0, function=""
            )
        return ChildInfo(stat.pid, stat.parent, stat.state, program=name)


def _without_forgotten(root: int, stats: list[_Stat]) -> list[_Stat]:
    """All but those that have ended and have nobody of the program to be waited for by."""
    family = {root, *(stat.pid for stat in stats)}
    return [stat for stat in stats if stat.state != "ended" or stat.parent in family]


def descendants(pid: int) -> Iterator[int]:
    """The processes that a process has started, and those that these have."""
    waiting = [pid]
    while waiting:
        children = list(_children(waiting.pop()))
        yield from children
        waiting += children


def _children(pid: int) -> Iterator[int]:
    for task in _listed(f"/proc/{pid}/task"):
        with suppress(OSError):  # it is gone
            yield from map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _stat(pid: int) -> _Stat | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    head, _, rest = text.rpartition(")")
    fields = rest.split()
    state = _STATES.get(fields[0], "blocked")
    return _Stat(pid, head.partition("(")[2], state, int(fields[1]), int(fields[19]))
