"""A real runtime, real modules, real processes."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.toolchain.compiler import Compiler

HEADERS = Path(__file__).parents[2] / "runtime_c"

THUNK = """
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dsu_abi.h"
#include "program.h"
%s
void dsu_thunk(const union dsu_arg *args, struct dsu_out *out)
{
    (void)args; (void)out;
%s
}
"""


class Handmade:
    """Makes shared objects by hand, as the transformer will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._thunks: dict[tuple[str, str], Path] = {}

    def module(self, text: str, name: str) -> Path:
        source = self.folder / f"{name}.c"
        source.write_text(text)
        target = source.with_suffix(".so")
        command = ["gcc", "-shared", "-fPIC", "-fvisibility=hidden", "-O1", "-g1", "-w"]
        command.append(f"-fdebug-prefix-map={self.folder}=/dsu")  # as dsu_kernel.build does
        folders = [f"-I{HEADERS}", f"-I{Path(__file__).parent}"]
        subprocess.run(
            [*command, *folders, str(source), "-o", str(target)], check=True, cwd=self.folder
        )
        return target

    def thunk(self, body: str, before: str = "") -> Path:
        """A shared object whose ``dsu_thunk`` does ``body``."""
        key = (body, before)
        if key not in self._thunks:
            text = THUNK % (before, f'#line 1 "thunk"\n{body}')
            text = text.replace(
                "void dsu_thunk", '__attribute__((visibility("default"))) void dsu_thunk'
            )
            self._thunks[key] = self.module(text, f"thunk{len(self._thunks)}")
        return self._thunks[key]


class Outputs:
    """What a callback was given."""

    def __init__(self) -> None:
        self.chunks: list[tuple[str, bytes]] = []
        self._more = threading.Condition()

    def __call__(self, stream: str, data: bytes) -> None:
        with self._more:
            self.chunks.append((stream, data))
            self._more.notify_all()

    def wait_for(self, text: str) -> None:
        """Returns when the program has printed ``text``."""
        with self._more:
            assert self._more.wait_for(lambda: text in self.text(), timeout=20)

    def text(self, stream: str = "stdout") -> str:
        return b"".join(data for name, data in self.chunks if name == stream).decode()


@pytest.fixture(scope="session")
def runtime() -> Path:
    return Compiler().runtime().library


@pytest.fixture(scope="session")
def c(tmp_path_factory: pytest.TempPathFactory) -> Handmade:
    return Handmade(tmp_path_factory.mktemp("live"))


@pytest.fixture
def outputs() -> Outputs:
    return Outputs()


@pytest.fixture
def process(runtime: Path, outputs: Outputs) -> Iterator[LiveProcess]:
    with LiveProcess.start(runtime, on_output=outputs) as live:
        yield live


@pytest.fixture
def start(runtime: Path) -> Iterator[Callable[..., LiveProcess]]:
    """Starts more processes; all are stopped at the end."""
    started: list[LiveProcess] = []

    def one(**options: object) -> LiveProcess:
        started.append(LiveProcess.start(runtime, **options))  # type: ignore[arg-type]
        return started[-1]

    yield one
    for live in started:
        live.stop()
