"""The native host is not to be told from ./a.out."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from .workshop import Workshop


@pytest.fixture
def native(workshop: Workshop) -> list[str]:
    module = workshop.module("native_module.c")
    return [str(workshop.runtime.native), "--name", "./prog", str(module)]


def _run(command: list[str], *arguments: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    done = subprocess.run([*command, *arguments], input=stdin, capture_output=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


def test_arguments_name_and_environment(native: list[str]) -> None:
    expected = b"./prog\narguments\n--name\nx y\nprog end 1\n"
    assert _run(native, "arguments", "--name", "x y") == (4, expected, b"")


def test_streams_and_exit_handlers(native: list[str]) -> None:
    assert _run(native, "echo", stdin=b"a\0b\n") == (2, b"a\0b\nat exit\n", b"")


def test_death_by_a_signal(native: list[str]) -> None:
    assert _run(native, "die") == (-signal.SIGSEGV, b"", b"")


def test_no_handlers_no_open_files(native: list[str]) -> None:
    # SIGKILL and SIGSTOP are default as well.
    status, output, errors = _run(native, "handlers")
    defaults, no_stack, error, files = output.decode().replace("\n", " ").split()
    assert (status, errors, no_stack, error, files) == (2, b"", "1", "0", "012")
    assert int(defaults) == 31


def test_exit_status(native: list[str]) -> None:
    assert _run(native, "exit", "41") == (41, b"", b"")
    assert _run(native)[0] == 1


def test_what_cannot_be_run(native: list[str], tmp_path: Path) -> None:
    status, output, errors = _run([*native[:3], str(tmp_path / "none.so")])
    assert (status, output) == (127, b"")
    assert b"No such file or directory" in errors
    assert _run(native[:1])[0] == 127
