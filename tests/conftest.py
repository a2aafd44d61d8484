"""How the tests are spread over workers, and what they inherit."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

# Files whose many cases are independent of one another and worth spreading.
SPREAD = frozenset(
    {"test_programs.py", "test_sanitized_programs.py", "test_csmith.py", "test_mutations.py"}
    | {"test_updates.py", "test_unsafe_updates.py", "test_moments.py"}
)


class ByFile(LoadScopeScheduling):
    """Keeps the tests of a file together: many share one live process, or one notebook's run."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::", 1)[0]
        return nodeid if PurePath(path).name in SPREAD else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: logging.Logger) -> ByFile:
    """Spread the tests over workers by file, but for those that are worth more."""
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Keep jsonschema from building forty grammars for formats that no notebook has: 2 s."""
    patch = pytest.MonkeyPatch()
    patch.setitem(sys.modules, "rfc3987_syntax", None)
    config.add_cleanup(patch.undo)


def pytest_sessionstart() -> None:
    """Take back what a job in the background, or nohup, made the tests inherit as ignored."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            interrupt = number is signal.SIGINT
            signal.signal(number, signal.default_int_handler if interrupt else signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The many small ones come last: then the workers end together."""
    items.sort(key=lambda item: item.path.name in SPREAD)


def pytest_collection_finish() -> None:
    """What has been collected stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
