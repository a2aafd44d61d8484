"""A page of JupyterLab in a real browser: open a notebook, run it, look at what it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from lab_server import LIMIT_S, TOKEN, LabServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

LIMIT_MS = LIMIT_S * 1000
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDE = (1280, 1000)


def why_no_browser() -> str | None:
    """Why there can be no browser test here; None when there can."""
    if shutil.which("chromium") is None:
        return "there is no chromium (.ci/packages installs it when run as root)"
    return None


@contextmanager
def chromium(profile: Path, size: tuple[int, int] = WIDE) -> Iterator[BrowserContext]:
    """The system's Chromium, without a window, on a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=shutil.which("chromium"),
            headless=True,
            args=FLAGS,
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(LIMIT_MS)
        try:
            yield context
        finally:
            context.close()


class LabPage:
    """A tab with a notebook; keeps what went wrong: errors of the page, requests to elsewhere."""

    def __init__(self, server: LabServer, context: BrowserContext) -> None:
        self.server = server
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _on_request(self, request: Request) -> None:
        own = (self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:", "file:")
        if not request.url.startswith(own):
            self.elsewhere.append(request.url)

    def open(self, name: str) -> None:
        """Open a notebook alone in the window and wait for its kernel."""
        self.page.goto(f"{self.server.url}/doc/tree/{quote(name)}?token={TOKEN}")
        self.page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").first.wait_for()
        self.await_idle()

    def await_idle(self) -> None:
        """Wait until the kernel is connected and has nothing to do."""
        self.page.wait_for_function(
            """() => {
                const kernel = jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
                return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
            }"""
        )

    def run_all(self) -> bool:
        """Run all cells anew and wait until each has ended; whether none of them failed.

        A cell that may fail, by its tag, does not keep the later ones from running.
        """
        command = "async name => await jupyterapp.commands.execute(name)"
        self.page.evaluate(command, "notebook:clear-all-cell-outputs")  # their numbers, too
        # The promise of a run is settled by its first failure or by its last cell.
        well = bool(self.page.evaluate(command, "notebook:run-all-cells"))
        self.page.wait_for_function(
            """() => jupyterapp.shell.currentWidget.content.widgets.every(
                ({model}) => model.type !== 'code' || !model.sharedModel.source.trim()
                    || (model.executionCount !== null && model.executionState !== 'running'))"""
        )
        self.await_idle()
        return well

    def cell(self, index: int) -> Locator:
        """The nth code cell, from 0; negative from the end."""
        cells = self.page.locator(".jp-CodeCell")
        return cells.nth(index if index >= 0 else cells.count() + index)

    def output(self, index: int) -> Locator:
        """What the nth code cell shows."""
        return self.cell(index).locator(".jp-OutputArea").first

    def run_cell(self, index: int, source: str | None = None) -> None:
        """Run one cell, with a new text if one is given, and wait until it has ended."""
        cell = self.cell(index)
        editor = cell.locator(".cm-content")
        if source is None:
            editor.click()
        else:
            editor.fill(source)
        before = cell.locator(".jp-InputPrompt").text_content()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            """([cell, before]) => {
                const now = cell.querySelector('.jp-InputPrompt').textContent;
                return now !== before && now.trim() !== '[*]:';
            }""",
            arg=[cell.element_handle(), before],
        )

    def save(self) -> None:
        """Save the notebook, and wait until it is."""
        self.page.evaluate("async () => await jupyterapp.commands.execute('docmanager:save')")

    def end_kernels(self) -> None:
        """End all kernels of the server: what is opened again has none that knows it."""
        for session in self.server.api("api/sessions"):
            self.server.api(f"api/sessions/{session['id']}", "DELETE")

    def picture(self, path: Path, of: Locator | None = None) -> None:
        """Keep a screenshot, of the page or of a part of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        (of or self.page).screenshot(path=path)

    def close(self) -> None:
        """Close the tab."""
        self.page.close()
