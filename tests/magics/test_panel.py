"""The panel in a kernel: a widget, and for those without one text and HTML that stay current."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from dsu_kernel.magics.panel import PanelWidget
from dsu_kernel.watching.snapshot import Snapshot

CELLS = (
    "%load_ext dsu_kernel",
    "%%dsu_c shop\nstruct item { int id; };\nstruct item one;\nint get(void) { return one.id; }",
    "%dsu_panel",
    "%%dsu_c shop\nstruct item { long price; int id; };\nstruct item one;"
    "\nint get(void) { return 2 + one.id; }",
    "%dsu get()",
    "from dsu_kernel import Session\nother = Session(); other.define('int alone;')\nother",
    "%dsu_panel --all",
)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The cells after a run."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp("jupyter")))
        NotebookClient(
            book, timeout=120, kernel_name="python3", allow_errors=True, store_widget_state=False
        ).execute()
    return book.cells


def shown(cell: Any) -> Any:
    """What a cell displays: a still picture, and the widget that takes its place."""
    still, live = (o for o in cell.outputs if o.output_type in ("display_data", "execute_result"))
    assert "text/html" not in live.data  # else it would be there twice without a kernel
    return {**live.data, **still.data}


def test_the_panel_is_a_widget_with_a_form_for_those_without_one(cells: list[Any]):
    data = shown(cells[2])
    assert "application/vnd.jupyter.widget-view+json" in data
    assert ">Timeline</caption>" in data["text/html"]
    assert "Functions:" in data["text/plain"]


def test_what_is_saved_is_the_last_state(cells: list[Any]):
    data = shown(cells[2])
    assert "v1, not running" in data["text/plain"]
    assert "type: struct item" in data["text/html"]


def test_a_session_is_shown_as_its_panel(cells: list[Any]):
    data = shown(cells[5])
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "cell 1" in data["text/plain"]


def test_an_option_that_does_not_exist_is_refused(cells: list[Any]):
    (error,) = (o for o in cells[6].outputs if o.output_type == "error")
    assert "takes nothing but --session" in "\n".join(error.traceback)


def test_one_picture_is_one_look_at_the_session():
    looks = []

    def look() -> Snapshot:
        looks.append(Snapshot(doing="idle", version=len(looks)))
        return looks[-1]

    form = PanelWidget(look).still().form()
    assert len(looks) == 1
    assert "v0, not running" in form["text/plain"]
    assert "v0, not running" in form["text/html"]
