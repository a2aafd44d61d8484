"""One program with a list, before and after its type was changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from list_program import GROWN, LIST

from dsu_kernel import Session


@pytest.fixture(scope="module")
def first() -> Iterator[Session]:
    """Three nodes of the first version; tests only look at them."""
    with Session() as session:
        session.define(LIST, "list")
        for value in range(3):
            session.call("push", value)
        yield session


@pytest.fixture
def grown() -> Iterator[Session]:
    """Three nodes of the first version in a program that has the second one."""
    with Session() as session:
        session.define(LIST, "list")
        for value in range(3):
            session.call("push", value)
        session.define(GROWN, "list")
        yield session
