"""The magics that steer patches, over a real session in an IPython shell."""

from __future__ import annotations

import pytest

import dsu_kernel
from dsu_kernel.errors import PatchRefused

LOOP = """
int n, stop, step = 1;
void work(void) { n += step; }
int main(void) { while (!stop) { work(); update(); } return n > 0; }
"""


@pytest.fixture(autouse=True)
def _program(shell):
    dsu_kernel.load_ipython_extension(shell)
    shell.run_cell_magic("dsu_c", "loop", LOOP)


def cell(shell, name, line, text):
    return str(shell.run_cell_magic(name, line, text))


def line(shell, name, text=""):
    return str(shell.run_line_magic(name, text))


def test_a_held_patch_waits_until_apply(shell):
    line(shell, "dsu_hold")
    assert "waiting" in cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 2 * step"))
    assert "v1: applied" in line(shell, "dsu_apply")


def test_cancel_takes_a_held_patch_back(shell):
    line(shell, "dsu_hold")
    cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 3 * step"))
    assert "taken back" in line(shell, "dsu_cancel")
    assert "no patch waits" in line(shell, "dsu_apply")


def test_state_runs_once_at_the_update(shell):
    cell(shell, "dsu_state", "", "n = 1000;")
    cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 5 * step"))
    assert shell.run_line_magic("dsu", "n") == 1000


def test_rollback_goes_back_to_an_earlier_text(shell):
    cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 7 * step"))
    assert "planned" in line(shell, "dsu_rollback", "0 --plan")
    assert "applied" in line(shell, "dsu_rollback", "0")
    shell.run_line_magic("dsu", "n = 0")
    shell.run_line_magic("dsu", "work()")
    assert shell.run_line_magic("dsu", "n") == 1


def test_what_is_set_for_the_next_patch_is_shown_and_taken_back(shell):
    assert "nothing is set" in line(shell, "dsu_state")
    cell(shell, "dsu_state", "", "n = 1000;\nreturn 3;")
    with pytest.raises(PatchRefused) as caught:
        cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 8 * step"))
    told = "\n".join(caught.value._render_traceback_())
    assert "returned 3" in told
    assert "still set for the next patch: the state transformer" in told
    assert "%dsu_state shows it" in told
    assert "n = 1000;" in line(shell, "dsu_transform")
    assert "set for the next patch: the state transformer" in line(shell, "dsu_status")
    assert "nothing is set" in line(shell, "dsu_state", "--clear")
    cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 8 * step"))
    assert shell.run_line_magic("dsu", "n") == 0


def test_stopping_nothing_says_so(shell):
    assert str(shell.run_line_magic("dsu_stop", "--session none")) == "there is no program"


def test_letting_patches_go_says_so_even_when_none_waits(shell):
    line(shell, "dsu_hold")
    assert "no longer held back" in line(shell, "dsu_apply")
    assert line(shell, "dsu_apply") == "no patch waits"


def test_the_latest_change_may_be_a_way_back(shell):
    cell(shell, "dsu_c", "loop", LOOP.replace("+= step", "+= 7 * step"))
    line(shell, "dsu_rollback", "0")
    assert line(shell, "dsu_plan").startswith("v2: applied")
