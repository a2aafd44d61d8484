"""Every walkthrough, opened in JupyterLab and run as a reader would."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from lab_page import LabPage
from lab_server import LabServer
from saved_page import as_html

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.long


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_walkthrough_runs_in_jupyterlab(
    path: Path, lab: LabServer, page: LabPage, pictures: Path
):
    for file in path.parent.iterdir():
        if file.is_file():
            shutil.copy(file, lab.root)
    page.open(path.name)
    page.run_all()
    page.picture(pictures / f"{path.stem}.png", page.page.locator(".jp-Notebook"))
    assert page.errors == []
    page.save()
    book = nbformat.read(lab.root / path.name, as_version=4)
    ran = [cell for cell in book.cells if cell.cell_type == "code"]
    # All of them ran, since those that are meant to fail say so.
    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    for cell in ran:
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert not failed or "raises-exception" in cell.metadata.get("tags", ()), cell.source
    as_html(book)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_walkthrough_needs_no_kernel(
    path: Path, lab: LabServer, page: LabPage, pictures: Path
):
    html = as_html(nbformat.read(path, as_version=4))
    saved = lab.root / f"{path.stem}.html"
    saved.write_text(html)
    page.page.goto(saved.as_uri())
    tables = page.page.locator(".jp-OutputArea-output table, .output_html table")
    tables.first.wait_for()
    page.picture(pictures / f"{path.stem}-saved.png")
    assert "widget-view" not in page.page.content()
