"""The modules of the campaign stand beside the tests, those of the mutants with the moments."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dsu_kernel.engine.depth import deep_nesting

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "moments")]


@pytest.fixture(autouse=True)
def recursion_limit() -> None:
    """The engine raises Python's limit for good: before Hypothesis looks at it, not while."""
    with deep_nesting():
        pass
