"""Walkthrough 5, executed: running loops, new state, going back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from execute import execute
from reading import FOLDER, failed, shown, text_of


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "05_loops_and_state.ipynb")


def test_a_running_loop_gets_its_new_body(notebook: Any):
    assert "the loop of main  body changed" in shown(notebook, "%%dsu_c server --wait 10")
    assert shown(notebook, "%dsu seen_sum > 2 * seen") == "1"
    assert "main_loop_body_fptr(&state)" in shown(notebook, "%%dsu_show main main_loop_body")


def test_a_new_local_is_a_new_field(notebook: Any):
    patch = shown(notebook, "%%dsu_c server --wait 10", nth=1)
    assert re.search(r"the variables of the loop of main +changed", patch)
    assert shown(notebook, "%dsu seen_most >= 1000") == "1"


def test_a_new_global_is_computed_at_the_update(notebook: Any):
    found = re.fullmatch(r"\{(\d+), (\d+)\}", shown(notebook, "%dsu (int[]){seen, even}"))
    assert found is not None
    rounds, even = int(found[1]), int(found[2])
    assert abs(even - rounds / 2) <= 2


def test_a_state_transformer_that_fails_changes_nothing(notebook: Any):
    (refused,) = failed(notebook)
    assert "the state transformer returned 1" in text_of(refused)
    assert shown(notebook, "%dsu_status").startswith("v3, running")


def test_losses_are_told_before_going_back(notebook: Any):
    assert "most in the loop of main is dropped" in shown(notebook, "%dsu_rollback --plan 1")
    assert "v4: applied" in shown(notebook, "%dsu_rollback --wait 10 1")


def test_the_quiz_is_passed(notebook: Any):
    assert "7 of 7 checks passed" in shown(notebook, "%dsu_quiz pause", nth=-1)
