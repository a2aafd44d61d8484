"""The magics that steer patches, over a real session in an IPython shell."""

from __future__ import annotations

import pytest

import dsu_kernel

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
