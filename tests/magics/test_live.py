"""The magics over a real session, in IPython without a kernel."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from dsu_kernel.errors import CompileError, DsuError

V0 = "%%dsu_c\nstruct T { int x; };\nstruct T t = {3};\nint get(void) { return t.x; }\n"
V1 = V0.replace("int x;", "long y; long x;")


@pytest.fixture(autouse=True)
def _loaded(shell: InteractiveShell) -> None:
    shell.run_line_magic("load_ext", "dsu_kernel")


def test_a_cell_without_identity_is_known_by_what_it_defines(shell: InteractiveShell):
    shell.run_cell(V0, store_history=True).raise_error()
    assert shell.run_cell("%dsu get()").result == 3
    view = shell.run_cell(V1, store_history=True).result
    assert "long y" in str(view)
    value = shell.run_cell("%dsu t").result
    assert (value.y, value.x) == (0, 3)


def test_a_plan_applies_nothing(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    planned = shell.run_cell(V1.replace("%%dsu_c", "%%dsu_plan")).result
    assert "planned, not applied" in str(planned)
    assert "long y" in str(planned)
    assert shell.run_cell("%dsu t").result["x"] == 3
    assert len(shell.run_cell("%dsu t").result) == 1


def test_the_same_text_again_changes_nothing(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    assert "nothing changed" in str(shell.run_cell(V0.replace("3}", "3 }")).result)


def test_a_compile_error_changes_nothing(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    result = shell.run_cell(V0.replace("t.x;", "t.z;"))
    assert isinstance(result.error_in_exec, CompileError)
    assert shell.run_cell("%dsu get()").result == 3


def test_a_transformer_takes_part(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    shell.run_cell("%%dsu_transform T\nxout->y = xin->x + 1;").raise_error()
    shell.run_cell(V1).raise_error()
    value = shell.run_cell("%dsu t").result
    assert (value.y, value.x) == (4, 3)


def test_a_program_that_ends_shows_its_output_and_status(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
):
    shell.run_cell(
        "%%dsu_c\n#include <stdio.h>\n"
        "int main(int argc, char **argv) { puts(argv[argc - 1]); return argc; }"
    ).raise_error()
    view = shell.run_cell("%dsu_run --wait 10 main one 'two words'").result
    assert "two words\n" in capsys.readouterr().out
    assert "3" in str(view)


def test_status_types_timeline_and_generated_code(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    shell.run_cell(V1).raise_error()
    assert "int get(void)" in str(shell.run_cell("%dsu_status").result)
    assert "free" in str(shell.run_cell("%dsu_types").result)
    assert "applied" in str(shell.run_cell("%dsu_timeline").result)
    assert "get_v" in str(shell.run_cell("%dsu_show get").result)


def test_an_unknown_name_is_a_clear_error(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    assert isinstance(shell.run_cell("%dsu_show nothing").error_in_exec, DsuError)


def test_stop_and_restart(shell: InteractiveShell):
    shell.run_cell(V0).raise_error()
    shell.run_cell("%dsu t.x = 9").raise_error()
    shell.run_cell("%dsu_stop").raise_error()
    shell.run_cell("%dsu_restart").raise_error()
    assert shell.run_cell("%dsu get()").result == 3


def test_a_kernel_without_a_program_says_what_to_do(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
):
    for line in ("%dsu total()", "%dsu_show total", "%dsu_run", "%dsu_restart"):
        assert shell.run_cell(line).error_in_exec is not None
        shown = capsys.readouterr()
        assert "Run All Above" in shown.out + shown.err
    shell.run_cell("%%dsu_c\nint wrong(void) { return }")
    shown = capsys.readouterr()
    assert "Run All Above" not in shown.out + shown.err
