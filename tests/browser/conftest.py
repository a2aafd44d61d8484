"""JupyterLab and Chromium for the tests of a file; both end with it.

Playwright keeps an event loop in the thread while it lives, which other tests of the same worker
could not stand: so nothing here outlives a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lab_page import LabPage, chromium, why_no_browser
from lab_server import LabServer

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A JupyterLab server with a folder of its own."""
    if why := why_no_browser():
        pytest.skip(why)
    server = LabServer(tmp_path_factory.mktemp("lab") / "home")
    try:
        server.await_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def browser(lab: LabServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium without a window."""
    with chromium(tmp_path_factory.mktemp("chromium")) as context:
        yield context


@pytest.fixture
def page(lab: LabServer, browser: Any) -> Iterator[LabPage]:
    """A new tab, which asks for nothing beyond this machine."""
    tab = LabPage(lab, browser)
    yield tab
    elsewhere = tab.elsewhere
    tab.close()
    assert elsewhere == []


@pytest.fixture
def pictures() -> Path:
    """Where screenshots are kept; no part of the repository."""
    return PICTURES
