"""Sessions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from session_programs import Watched

from dsu_kernel import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as s:
        yield s


@pytest.fixture
def watched() -> Iterator[Watched]:
    w = Watched()
    with w.session:
        yield w
