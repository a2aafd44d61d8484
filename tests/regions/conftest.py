"""Programs that wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from region_server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    with found.session:
        yield found
