"""How the tests are spread over workers."""

from __future__ import annotations

import pytest

# Files whose many cases are independent of one another and worth spreading.
SPREAD = frozenset({"test_programs.py", "test_sanitized_programs.py", "test_csmith.py"})


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together: many share one live process."""
    for item in items:
        if item.path.name not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
