"""The quick start, executed: what it shows is what it says."""

from __future__ import annotations

from typing import Any

import pytest
from execute import execute
from reading import FOLDER, QUOTES, failed, shown


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "00_quick_start.ipynb")


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
    assert len(failed(notebook)) == 2
