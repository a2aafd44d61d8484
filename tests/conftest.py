"""How the tests are spread over workers, and what they inherit."""

from __future__ import annotations

import signal

import pytest

# Files whose many cases are independent of one another and worth spreading.
SPREAD = frozenset({"test_programs.py", "test_sanitized_programs.py", "test_csmith.py"})


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together: many share one live process."""
    for item in items:
        if item.path.name not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


def pytest_sessionstart() -> None:
    """Take back what a job in the background, or nohup, made the tests inherit as ignored."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            interrupt = number is signal.SIGINT
            signal.signal(number, signal.default_int_handler if interrupt else signal.SIG_DFL)
