from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsu_kernel import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as s:
        yield s
