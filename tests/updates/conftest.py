"""The modules of the campaign stand beside the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dsu_kernel.depth import deep_nesting

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(autouse=True)
def recursion_limit() -> None:
    """The engine raises Python's limit for good: before Hypothesis looks at it, not while."""
    with deep_nesting():
        pass
