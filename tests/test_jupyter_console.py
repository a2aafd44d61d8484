"""The kernel in a terminal: ``jupyter console --kernel dsu``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from dsu_kernel.kernelspec_install import install

TIMEOUT = 60


def prompt(child: pexpect.spawn, number: int) -> None:
    """Wait for the prompt of a cell; its number has a colour of its own."""
    child.expect(rf"In \[(\x1b\[[\d;]*m)?{number}\D")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[pexpect.spawn]:
    install(prefix=str(tmp_path))
    env = {
        **os.environ,
        "JUPYTER_PATH": str(tmp_path / "share" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # nobody answers where the cursor is
    }
    arguments = ["-m", "jupyter_console", "--kernel", "dsu"]
    child = pexpect.spawn(
        sys.executable, arguments, encoding="utf-8", timeout=TIMEOUT, dimensions=(30, 100), env=env
    )
    child.expect_exact("C (live)")
    prompt(child, 1)
    yield child
    child.close(force=True)


def test_c_is_typed_completed_run_and_left(console: pexpect.spawn):
    console.send("int twice_of(int x) {\r")
    console.send("return 2 * x; }\r\r")
    console.expect_exact("v0: applied")
    prompt(console, 2)
    console.send("twic\t")
    console.expect_exact("twice_of")
    console.send("(21021)\r")
    console.expect_exact("42042")
    prompt(console, 3)
    console.send("nowhere\r")
    console.expect_exact("‘nowhere’ undeclared")
    prompt(console, 4)
    console.send("exit\r")
    console.expect(pexpect.EOF)
