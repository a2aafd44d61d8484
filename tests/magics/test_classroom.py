"""The magics of the classroom, over a real session in IPython."""

from __future__ import annotations

from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from dsu_kernel.classroom.quiz import QuizFailed
from dsu_kernel.errors import DsuError

PROGRAM = "%%dsu_c counter\nint hits;\nint hit(void) { return ++hits; }\n"
QUIZ = "%%dsu_quiz tens\n# Count in tens.\napplied\nno restart\nhit() > old(hits) + 9\n"


@pytest.fixture(autouse=True)
def _loaded(shell: InteractiveShell) -> None:
    shell.run_line_magic("load_ext", "dsu_kernel")


def test_a_quiz_begins_and_grades(shell: InteractiveShell):
    shell.run_cell(PROGRAM).raise_error()
    view = shell.run_cell(QUIZ).result
    assert "Count in tens." in str(view)
    assert "then run: %dsu_quiz tens" in str(view)
    failed = shell.run_cell("%dsu_quiz tens").error_in_exec
    assert isinstance(failed, QuizFailed)
    report = shell.run_cell("r = %dsu_quiz tens --report\nr.data.score")
    assert report.result == pytest.approx(1 / 3)
    points = shell.run_cell("%dsu_quiz tens --points 6")
    assert points.result == pytest.approx(2)
    shell.run_cell(PROGRAM.replace("++hits", "hits += 10")).raise_error()
    passed = shell.run_cell("%dsu_quiz tens").result
    assert "3 of 3 checks passed" in str(passed)
    assert passed.data.passed
    assert "<th scope" in passed._repr_html_()


def test_a_quiz_at_the_end_grades_at_once(shell: InteractiveShell):
    shell.run_cell(PROGRAM).raise_error()
    shell.run_cell(PROGRAM.replace("++hits", "hits += 10")).raise_error()
    assert shell.run_cell("%%dsu_quiz --now done\nchanges hit\nhit() == 10").result.data.passed


def test_a_quiz_that_has_not_begun(shell: InteractiveShell):
    shell.run_cell(PROGRAM).raise_error()
    error = shell.run_cell("%dsu_quiz tens").error_in_exec
    assert isinstance(error, DsuError)
    assert "run its %%dsu_quiz cell first" in str(error)


def test_a_session_is_saved_and_compared_with_a_cold_start(shell: InteractiveShell, tmp_path: Path):
    shell.run_cell(PROGRAM).raise_error()
    shell.run_cell("%dsu hit()").raise_error()
    shell.run_cell(PROGRAM.replace("++hits", "hits += 10")).raise_error()
    view = shell.run_cell("%dsu_replay").result
    assert str(view).startswith("hot ≠ cold: 1 difference to v1")
    assert [item.what for item in view.data.differences] == ["hits"]
    assert ">Differences</caption>" in view._repr_html_()
    assert shell.run_cell("%dsu_replay --ignore hits --fail").result.data.same
    failed = shell.run_cell("%dsu_replay --fail").error_in_exec
    assert isinstance(failed, DsuError)
    saved = shell.run_cell(f"%dsu_save {tmp_path}/saved").result
    assert tmp_path / "saved" / "session.ipynb" in saved.data


def test_generated_code_beside_a_text(shell: InteractiveShell):
    shell.run_cell(PROGRAM).raise_error()
    view = shell.run_cell("%%dsu_show hit --title source\nint hit(void) { return ++hits; }").result
    first, second, *_ = str(view).splitlines()[1:]
    assert first.split() == ["source", "generated"]
    assert second.split(maxsplit=5)[:4] == ["int", "hit(void)", "{", "return"]
    assert "<th scope" in view._repr_html_()
