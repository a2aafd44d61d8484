"""One compiler for all programs, and one that adds the sanitizers."""

from __future__ import annotations

import pytest

from dsu_kernel.build import Compiler


@pytest.fixture(scope="session")
def compiler() -> Compiler:
    return Compiler(("-O1",))
