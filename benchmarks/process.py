"""A program in either form, loaded with ``dlopen`` in a process of its own.

Plain: built by ``gcc -O2 -fPIC -shared``. Live: the updatable module, with the runtime beside it.
Both are called in the same way by the same process, so that nothing else differs.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from dsu_kernel.engine import execute
from dsu_kernel.toolchain.compiler import Compiler

FLAGS = ("-O2", "-std=gnu11", "-fPIC", "-shared")
LIVE_PREFIX = "__dsu_f_"


@dataclass(frozen=True, slots=True)
class Module:
    """A shared object; ``runtime`` is empty for a plain one. ``patches`` are applied to it."""

    path: Path
    runtime: str = ""
    patches: tuple[Path, ...] = ()


def build_plain(source: Path, folder: Path, flags: tuple[str, ...] = FLAGS) -> Module:
    """Compile a C file as it is."""
    target = folder / f"{source.stem}.so"
    include = str(files("dsu_kernel").joinpath("runtime_c"))
    subprocess.run(["gcc", *flags, "-I", include, str(source), "-o", str(target)], check=True)
    return Module(target)


def build_live(source: Path, slop: int | None = None) -> Module:
    """Compile a C file in updatable form, before any patch."""
    compiler = Compiler()
    built = execute.build(execute.read_program([str(source)]), compiler, slop)
    return Module(built.path, str(compiler.runtime().library))


class Process:
    """A process that has loaded a module and calls its functions."""

    def __init__(self, module: Module) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.process", str(module.path), module.runtime],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, function: str, *args: int) -> int:
        """Call a function from ints to int."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(" ".join([function, *map(str, args)]) + "\n")
        self._child.stdin.flush()
        return int(self._child.stdout.readline())

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.communicate()


def load(module: str, runtime: str) -> tuple[ctypes.CDLL, str]:
    """Load a module, and return it with the prefix of its functions' symbols."""
    if not runtime:
        return ctypes.CDLL(module), ""
    host = ctypes.CDLL(runtime, ctypes.RTLD_GLOBAL)
    host.dsu_prepare.restype = ctypes.c_void_p
    host.dsu_start(0, -1)
    error = ctypes.create_string_buffer(500)
    patch = host.dsu_prepare(module.encode(), error, ctypes.c_size_t(len(error)))
    if not patch:
        raise RuntimeError(error.value.decode())
    host.dsu_request(ctypes.c_void_p(patch))
    return ctypes.CDLL(module, os.RTLD_NOLOAD | os.RTLD_NOW), LIVE_PREFIX


def serve(module: str, runtime: str) -> None:
    """The child: a line is a function and its arguments, the answer is its result."""
    loaded, prefix = load(module, runtime)
    for line in sys.stdin:
        function, *args = line.split()
        print(loaded[prefix + function](*map(int, args)), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
