"""Crashes of users' type transformers: told when they happen, which is when objects are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dsu_kernel.errors import TransformerFault
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import LiveError


class FaultWatch:
    """Remembers the crashes that were told; one for each live process."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def check(self, process: LiveProcess) -> None:
        """Raise TransformerFault when transformers have crashed since the last check."""
        try:
            rows = process.describe()["types"]
        except LiveError:
            return  # how it ended is told elsewhere
        found = [row for row in rows if row["faults"] > self._told.get(row["name"], 0)]
        if not found:
            return
        self._told.update((row["name"], row["faults"]) for row in found)
        raise TransformerFault("\n".join(_words(row, process) for row in found))


def _words(row: Mapping[str, Any], process: LiveProcess) -> str:
    count = row["faults"]
    crash = process.crash_report(json.dumps(row["fault"])) if row["fault"] else "it crashed"
    objects = "1 object has" if count == 1 else f"{count} objects have"
    return (
        f"the transformer of {row['name']} crashed; {objects} what the generated part of it "
        f"made\n{crash}"
    )
