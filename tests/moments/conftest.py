"""One compiler for all programs; the FTP server's versions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dsu_kernel.toolchain.compiler import Compiler

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ftpd"))


@pytest.fixture(scope="session")
def compiler() -> Compiler:
    return Compiler(("-O1",))
