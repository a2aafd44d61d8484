"""The plain side: a program built by ``gcc -O2 -fPIC -shared``, loaded in a process of its own."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

FLAGS = ("-O2", "-fPIC", "-shared")


def build(source: Path, folder: Path, flags: tuple[str, ...] = FLAGS) -> Path:
    """Compile a C file to a shared object in ``folder``."""
    target = folder / f"{source.stem}.so"
    include = str(files("dsu_kernel").joinpath("runtime_c"))
    subprocess.run(["gcc", *flags, "-I", include, str(source), "-o", str(target)], check=True)
    return target


class PlainProcess:
    """A Python process that has loaded the shared object with ``dlopen`` and calls into it."""

    def __init__(self, library: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.plain", str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, function: str, *args: int) -> int:
        """Call a function of ints that returns a long."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(" ".join([function, *map(str, args)]) + "\n")
        self._child.stdin.flush()
        return int(self._child.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._child.communicate()


def serve(library: str) -> None:
    """The child: a line is a function and its arguments, the answer is its result."""
    loaded = ctypes.CDLL(library)
    for line in sys.stdin:
        function, *args = line.split()
        print(loaded[function](*map(int, args)), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
