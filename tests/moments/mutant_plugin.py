"""A plugin for pytest: ``-p mutant_plugin --mutant NAME`` switches a rule off in all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mutants import MUTANTS


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutant", choices=[mutant.name for mutant in MUTANTS])


@pytest.fixture(autouse=True, scope="session")
def _mutated(request: pytest.FixtureRequest) -> Iterator[None]:
    name = request.config.getoption("--mutant")
    with pytest.MonkeyPatch.context() as patch:
        next(mutant for mutant in MUTANTS if mutant.name == name).switch(patch)
        yield
