"""The quick start, executed: what it shows is what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from execute import execute

PATH = Path(__file__).parents[2] / "notebooks" / "00_quick_start.ipynb"


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(PATH)


QUOTES = str.maketrans("‘’", "''")


def text_of(cell: Any) -> str:
    """All that a cell shows, as text."""
    parts = []
    for output in cell.outputs:
        match output.output_type:
            case "stream":
                parts.append(output.text)
            case "error":
                parts.append("\n".join(output.traceback))
            case _:
                parts.append(output.data["text/plain"])
    return "\n".join(parts)


def shown(notebook: Any, *fragments: str, nth: int = 0) -> str:
    """What the nth cell shows that holds all fragments."""
    found = [c for c in notebook.cells if c.cell_type == "code"]
    return text_of([c for c in found if all(f in c.source for f in fragments)][nth])


def test_calls_and_values(notebook: Any):
    # The program's output may come in several pieces.
    lines = shown(notebook, "%dsu show()").split("\n")
    told = [line for line in lines if line.startswith("item ")]
    assert told == ["item 3 costs 300", "item 2 costs 200", "item 1 costs 100"]
    assert shown(notebook, "%dsu total()") == "600"
    assert shown(notebook, "%dsu *cart->next").startswith("{id = 2, price = 200, next = ")


def test_an_edited_body_keeps_the_data(notebook: Any):
    patch = shown(notebook, "a tenth off")
    assert "applied" in patch
    assert "total  body changed" in patch
    assert shown(notebook, "%dsu total()", nth=1) == "540"


def test_a_changed_struct_carries_its_values_over(notebook: Any):
    patch = shown(notebook, "int pieces; double price")
    assert "double price" in patch
    assert "add" in patch
    lines = shown(notebook, "%dsu show()", nth=1)
    assert "1 of item 3 cost 300.00 each\n" in lines
    assert "1 of item 1 cost 100.00 each\n" in lines
    assert shown(notebook, "%dsu add(4, 9.99, 3)") == "629.97"


def test_generated_code_is_the_slides(notebook: Any):
    code = shown(notebook, "%dsu_show total")
    assert "total_v" in code
    assert "__con_item" in code


def test_a_mistake_is_told_in_the_compilers_words(notebook: Any):
    error = shown(notebook, "double average")
    assert "report:4:22: error: 'count' undeclared" in error.translate(QUOTES)
    assert "Traceback" not in error


def test_a_fixed_type_is_refused_with_the_reason(notebook: Any):
    error = shown(notebook, "int checksum")
    assert "struct record is fixed: its bytes are exposed to fwrite" in error
    types = shown(notebook, "%dsu_types")
    assert "free" in types
    assert "fixed" in types


def test_a_patch_waits_and_is_applied_by_itself(notebook: Any):
    pending = shown(notebook, "char row; long number")
    assert "waiting for a safe moment" in pending
    assert "serve" in pending
    assert "applied" in shown(notebook, "%dsu_plan --wait")
    assert shown(notebook, "%dsu desk", nth=-1).endswith("number = 8}")


def test_only_the_two_mistakes_fail(notebook: Any):
    failed = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and any(o.output_type == "error" for o in cell.outputs)
    ]
    assert len(failed) == 2


def test_what_is_committed_is_executed_and_clean():
    committed = nbformat.read(PATH, as_version=4)
    nbformat.validate(committed)
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert "widgets" not in committed.metadata
    for cell in code:
        assert not any(o.output_type == "stream" and o.name == "stderr" for o in cell.outputs)
