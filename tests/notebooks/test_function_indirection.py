"""Walkthrough 2, executed: slots, entries, prototypes, direct calls."""

from __future__ import annotations

from typing import Any

import pytest
from execute import execute
from reading import FOLDER, QUOTES, answer, failed, shown


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "02_function_indirection.ipynb")


def test_old_callers_reach_the_new_body(notebook: Any):
    assert [answer(notebook, "probe()", nth=n) for n in (0, 1, 2)] == ["1", "7", "42"]
    before, after = (shown(notebook, "%%dsu_show foo call", nth=n) for n in (0, 1))
    assert "(*foo_fptr)(int *) = foo_v0;" in before
    assert "(*foo_fptr)(int *) = foo_v1;" in after
    assert "void call_v0()" in after


def test_stored_pointers_reach_the_newest_body(notebook: Any):
    assert [answer(notebook, "through_saved()", nth=n) for n in (0, 1)] == ["7", "42"]
    assert answer(notebook, "still_equal()") == "1"


def test_a_new_prototype_needs_all_callers(notebook: Any):
    compiler, refusal = (shown(notebook, "int value", nth=n) for n in (0, 1))
    assert "error: too few arguments to function 'foo'" in compiler.translate(QUOTES)
    assert "the prototype of foo changes, but its address was taken" in refusal
    assert len(failed(notebook)) == 2


def test_a_direct_call_is_paid_for_at_the_update(notebook: Any):
    assert float(answer(notebook, "area()")) > 0
    assert float(answer(notebook, "area_slot()")) > 0
    assert "square_v4(i)" in shown(notebook, "%dsu_show area")
    plan = shown(notebook, "%%dsu_plan shapes")
    assert "re-issued: calls square directly" in plan
    assert "area_slot" not in plan


def test_the_quiz_is_passed(notebook: Any):
    assert answer(notebook, "request(0, 20, 3)") == "17"
    assert "6 of 6 checks passed" in shown(notebook, "%dsu_quiz repair", nth=-1)
