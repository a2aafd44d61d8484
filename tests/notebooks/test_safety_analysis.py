"""Walkthrough 4, executed: restriction sets, plans, the real stack."""

from __future__ import annotations

from typing import Any

import pytest
from execute import execute
from reading import FOLDER, failed, shown


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "04_safety_analysis.ipynb")


def rows(text: str, word: str) -> list[list[str]]:
    """The rows of a table of update points that begin with a function."""
    return [line.split() for line in text.splitlines() if line.split()[:1] == [word]]


def test_the_sets_are_those_of_the_slides(notebook: Any):
    text = shown(notebook, "%dsu_safety slide")
    assert [row[3:] for row in rows(text, "foo")] == [["T"], ["T"]]
    assert [row[3:] for row in rows(text, "call")] == [
        ["T,", "foo"],
        ["nothing:", "any", "change", "is", "safe"],
    ]


@pytest.mark.parametrize(
    ("change", "when"),
    [
        ("*x = 2;", ["now", "now", "now", "now"]),
        ("int y; int x;", ["later", "later", "later", "now"]),
        ("int value", ["now", "now", "later", "now"]),
    ],
)
def test_each_change_has_its_moments(notebook: Any, change: str, when: list[str]):
    text = shown(notebook, "%%dsu_plan slide", change)
    points = [r for r in rows(text, "foo") + rows(text, "call") if r[1] == "slide"]
    assert [row[3] for row in points] == when


def test_sets_go_through_the_call_graph(notebook: Any):
    first, second = (shown(notebook, "%dsu_safety pause_here", nth=n) for n in (0, 1))
    assert rows(first, "pause_here")[0][3:] == ["A,", "a"]
    assert rows(second, "pause_here")[0][3:] == ["A,", "B,", "a,", "b"]


def test_the_real_stack_decides(notebook: Any):
    assert "v4: applied" in shown(notebook, "%%dsu_c graph --wait")
    assert shown(notebook, "%dsu a") == "{tag = 0, n = 1}"


def test_growth_at_the_end_does_not_wait(notebook: Any):
    fits, moves = (shown(notebook, "%%dsu_plan grow", nth=n) for n in (0, 1))
    assert "later" not in fits
    assert "later" in moves


def test_the_quiz_is_passed(notebook: Any):
    waiting = shown(notebook, "%%dsu_c job --wait 0.3")
    assert "worker (v6) still uses struct job as it was" in waiting
    assert "5 of 5 checks passed" in shown(notebook, "%dsu_quiz move", nth=-1)
    assert failed(notebook) == []
