"""The small host of ``host.c``: times and counts of one function of a module, without Python."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from .process import Module

_HOST = Path(__file__).with_name("host.c")
COUNTED = 100
"""Under valgrind a program does one part in so many of its work."""
_COLLECTED = re.compile(r"Collected : (\d+)")


class Host:
    """The small host of ``host.c``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "host"
        subprocess.run(["gcc", "-O2", str(_HOST), "-ldl", "-o", str(self._path)], check=True)

    def command(self, module: Module, n: int) -> list[str]:
        """Return the command that calls ``run(n)`` of a module."""
        modules = map(str, (module.path, *module.patches))
        return [str(self._path), module.runtime or "-", str(n), *modules]

    def run(self, module: Module, n: int) -> tuple[int, float]:
        """Return the result of ``run(n)`` and the seconds of processor time that it took."""
        done = subprocess.run(self.command(module, n), check=True, capture_output=True, text=True)
        result, seconds = done.stdout.split()
        return int(result), float(seconds)

    def instructions(self, module: Module, n: int) -> int:
        """Return the instructions that ``run(n)`` takes; 0 where there is no valgrind.

        They are the same on every run, however busy the machine is.
        """
        if not shutil.which("valgrind"):
            return 0
        return self._total(module, n) - self._total(module, 0)

    def _total(self, module: Module, n: int) -> int:
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        done = subprocess.run(
            [*valgrind, *self.command(module, n)], check=True, capture_output=True, text=True
        )
        found = _COLLECTED.search(done.stderr)
        assert found is not None, done.stderr
        return int(found[1])
