"""The browser over live objects as a widget: its HTML is made here, its script sends clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from dsu_kernel.errors import DsuError

from .html import script, stylesheet
from .object_html import browser_html, graph_html
from .still import Still, StillWidget

if TYPE_CHECKING:
    from dsu_kernel.memory.browse import Browser


class ObjectWidget(StillWidget):
    """Shows the objects of a walk; ``visit`` is the one to go to, ``error`` what went wrong."""

    _esm = script("objects")
    _css = stylesheet()
    html = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Unicode().tag(sync=True)
    visit = traitlets.Dict().tag(sync=True)
    news = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)

    def __init__(self, browser: Browser, mark: str) -> None:
        super().__init__(mark=mark)
        self.browser = browser
        self._draw()
        self.on_msg(self._clicked)

    def _clicked(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        """Carry out a click; reading memory runs nothing of the program."""
        try:
            with self.hold_sync():
                self.error = ""
                self.news = self._carry_out(content)
                self._draw()
        except DsuError as error:
            self.error = str(error)

    def _carry_out(self, content: dict[str, Any]) -> str:
        browser, number = self.browser, int(content.get("node") or 0)
        match content.get("do"):
            case "follow":
                self._go(browser.follow(number, int(content["at"])))
                return f"{browser.seen[-1].path} is shown"
            case "convert":
                browser.convert(number)
                self._go(number)
                return f"{browser.seen[number].path}: {browser.seen[number].cell.state}"
            case "refresh":
                browser.refresh()
                return "memory was read again"
        raise DsuError(f"not known: {content}")

    def _go(self, number: int) -> None:
        # With a count: the same place again is news, too.
        self.visit = {"id": f"{self.mark}-{number}", "n": self.visit.get("n", 0) + 1}

    def _draw(self) -> None:
        kept = {n: seen.before for n, seen in enumerate(self.browser.seen) if seen.before}
        self.html = browser_html(self.browser.graph, kept, self.mark)

    @property
    def data(self) -> object:
        """The objects as a graph."""
        return self.browser.graph

    def still(self) -> Still:
        """The objects seen so far, with links instead of buttons."""
        graph = self.browser.graph
        return Still(str(graph), graph_html(graph, f"{self.mark}-still"))
