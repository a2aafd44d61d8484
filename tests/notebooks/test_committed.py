"""What is committed was executed, is clean, and reads well without a kernel."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from reading import FOLDER, code_cells, failed

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def test_it_is_a_valid_notebook_executed_from_top_to_bottom(notebook: Any):
    nbformat.validate(notebook)
    code = code_cells(notebook)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_it_has_no_widget_state_and_no_noise(notebook: Any):
    assert "widgets" not in notebook.metadata
    for cell in code_cells(notebook):
        assert not any(o.output_type == "stream" and o.name == "stderr" for o in cell.outputs)


def test_only_announced_mistakes_fail(notebook: Any):
    assert all("raises-exception" in cell.metadata.get("tags", []) for cell in failed(notebook))


def test_it_names_no_machine(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|tmp|work)/", text)


def test_its_links_lead_somewhere(notebook: Any):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert [link for link in links if not (FOLDER / link).exists()] == []


def test_all_six_walkthroughs_are_there():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{n:02}" for n in range(7)]


def test_walkthroughs_ask_before_they_show():
    for path in NOTEBOOKS[1:]:
        source = json.dumps(nbformat.read(path, as_version=4))
        assert source.count("**Predict") >= 3, path.name
        assert "%dsu_quiz" in source, path.name
