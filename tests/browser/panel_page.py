"""The panel in a page of JupyterLab, with a program that waits where the test likes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab_page import LIMIT_MS, LabPage
from lab_server import LabServer

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SERVER = """#include <unistd.h>
struct T { int a; };
struct T t = {1};
int gate, rounds;
int handle(struct T *one) {
    int *kept = &one->a;
    while (!gate)
        usleep(2000);
    return *kept;
}
int main(void) {
    for (;;) {
        rounds += handle(&t);
        update();
        usleep(2000);
    }
}"""
AGED = SERVER.replace("int a;", "long since; int a;")
"""Cannot come while ``handle`` waits for its gate: it holds a pointer into T."""


class PanelPage:
    """A notebook with the program running and its panel shown; the last cell is for questions."""

    def __init__(
        self,
        lab: LabServer,
        page: LabPage,
        name: str,
        kernel: str = "python3",
        program: str = SERVER,
    ) -> None:
        self.lab_page = page
        self._head = "%%dsu_c server\n" if kernel == "python3" else ""
        first = ["%load_ext dsu_kernel"] if kernel == "python3" else []
        self._program = len(first)
        cells = [*first, self._head + program, "%dsu_run --wait 0.1", "%dsu_panel", "%dsu rounds"]
        page.open(lab.write(name, cells, kernel))
        assert page.run_all()
        self.element.wait_for()

    @property
    def element(self) -> Locator:
        """The panel as it is shown now."""
        return self.lab_page.page.locator(".dsu-panel:visible").last

    def edit(self, text: str) -> str:
        """Run the program's cell with a new text; returns what it shows."""
        self.lab_page.run_cell(self._program, self._head + text)
        return self.lab_page.output(self._program).inner_text()

    def ask(self, line: str) -> str:
        """What the last cell shows for a line."""
        self.lab_page.run_cell(-1, line)
        return self.lab_page.output(-1).inner_text()

    def button(self, name: str) -> Locator:
        """A control by its name."""
        return self.element.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        """Click a control."""
        self.button(name).click()

    def shows(self, text: str | re.Pattern[str], part: str = "") -> None:
        """Wait until the panel, or a part of it, shows a text."""
        where = self.element.locator(f".dsu-{part}") if part else self.element
        where.get_by_text(text).first.wait_for(timeout=LIMIT_MS)

    def status(self, text: str) -> None:
        """Wait until the line for screen readers says something."""
        self.element.locator("[role=status]", has_text=text).first.wait_for(
            state="attached", timeout=LIMIT_MS
        )
