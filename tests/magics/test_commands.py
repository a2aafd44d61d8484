"""The magics against a recording session, in a real IPython shell."""

from __future__ import annotations

from typing import Any

import pytest
from fake_session import FakeExit, FakePatch, FakeSession, difference
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from dsu_kernel.errors import CompileError, ProcessGone
from dsu_kernel.magics.commands import DsuMagics
from dsu_kernel.magics.sessions import Sessions


@pytest.fixture
def magics(shell: InteractiveShell) -> DsuMagics:
    magics = DsuMagics(shell, Sessions(FakeSession))
    shell.register_magics(magics)
    return magics


@pytest.fixture
def session(magics: DsuMagics) -> Any:
    fake: Any = magics.sessions.get().session
    fake.answers["define"] = lambda *args, **kwargs: FakePatch()
    return fake


def test_a_cell_is_defined_with_its_lines_as_the_notebook_counts_them(
    shell: InteractiveShell, session: Any
):
    shell.run_cell("%%dsu_c kv\nint f(void);\n")
    assert session.calls == [
        ("define", ("\nint f(void);\n", "kv"), {"label": "kv", "wait": 0}),
    ]


def test_an_unnamed_cell_is_labelled_with_its_execution(shell: InteractiveShell, session: Any):
    shell.run_cell("1", store_history=True)
    shell.run_cell("%%dsu_c\nint f(void);", store_history=True)
    assert session.calls[-1][1][1] is None
    assert session.calls[-1][2]["label"] == "In[2]"


def test_braces_and_dollars_of_c_are_not_python(shell: InteractiveShell, session: Any):
    shell.user_ns["x"] = "python"
    shell.run_cell("%dsu (struct p){x, $x}.y;")
    assert [(name, args) for name, args, _ in session.calls] == [("eval", ("(struct p){x, $x}.y",))]


def test_values_are_results(shell: InteractiveShell, session: Any):
    session.answers["eval"] = lambda text, on_input: 42
    assert shell.run_cell("%dsu f()").result == 42


def test_a_patch_shows_what_changed_and_what_was_reissued(shell: InteractiveShell, session: Any):
    view = shell.run_cell("%%dsu_c\nx").result
    assert "v1: applied" in str(view)
    assert "body changed" in str(view)
    assert "re-issued: calls f directly" in str(view)
    assert isinstance(view.data, FakePatch)


def test_a_pending_patch_says_why_and_can_be_looked_at_again(shell: InteractiveShell, session: Any):
    waits: list[float] = []
    patch = FakePatch(
        state="pending",
        verdict="foo still uses struct T at a:3",
        on_wait=lambda _, timeout: bool(waits.append(timeout)),
    )
    session.answers["define"] = lambda *args, **kwargs: patch
    session.pending = patch
    view = shell.run_cell("%%dsu_c --wait 0.5\nx").result
    assert waits == [0.5]
    assert "waiting for a safe moment" in str(view)
    assert "foo still uses struct T at a:3" in str(view)
    assert "v1 is waiting" in str(shell.run_cell("%dsu_status").result)
    patch.state = "applied"
    assert "v1: applied" in str(shell.run_cell("%dsu_plan").result)


def test_an_interrupt_while_waiting_ends_the_waiting_alone(shell: InteractiveShell, session: Any):
    def interrupted(patch: FakePatch, timeout: float) -> bool:
        raise KeyboardInterrupt

    session.answers["define"] = lambda *args, **kwargs: FakePatch(
        state="pending", on_wait=interrupted
    )
    result = shell.run_cell("%%dsu_c\nx")
    assert result.success
    assert "waiting for a safe moment" in str(result.result)


def test_an_error_of_the_session_is_plain_text_and_a_failure(
    shell: InteractiveShell, session: Any, capsys: pytest.CaptureFixture[str]
):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise CompileError("In[1]:2:5: error: 'x' undeclared\n    x;\n    ^")

    session.answers["define"] = fail
    result = shell.run_cell("%%dsu_c\nx;")
    assert isinstance(result.error_in_exec, CompileError)
    shown = capsys.readouterr()
    assert "In[1]:2:5: error: 'x' undeclared\n    x;\n    ^" in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


def test_planning_a_cell_applies_nothing(shell: InteractiveShell, session: Any):
    session.answers["plan"] = lambda *args, **kwargs: FakePatch(
        state="planned", difference=difference(functions_deleted=("old",))
    )
    view = shell.run_cell("%%dsu_plan kv\nx").result
    assert [call[0] for call in session.calls] == ["plan"]
    assert "planned, not applied" in str(view)
    assert "deleted" in str(view)


def test_main_gets_strings_and_other_functions_numbers(shell: InteractiveShell, session: Any):
    shell.run_cell("%dsu_run main 1 'two words'")
    shell.run_cell("%dsu_run --wait 0 serve 0x10 1.5 name")
    runs = [call[1] for call in session.calls if call[0] == "run"]
    assert runs == [("main", "1", "two words"), ("serve", 16, 1.5, "name")]


def test_a_program_that_ends_is_reported(shell: InteractiveShell, session: Any):
    session.answers["wait_exit"] = lambda timeout, on_input: FakeExit("status 3")
    assert "status 3" in str(shell.run_cell("%dsu_run").result)


def test_a_program_that_crashes_is_a_failure(shell: InteractiveShell, session: Any):
    session.answers["wait_exit"] = lambda timeout, on_input: FakeExit(
        "SIGSEGV\n  in f  a:3", "SIGSEGV"
    )
    result = shell.run_cell("%dsu_run")
    assert isinstance(result.error_in_exec, ProcessGone)
    assert "in f  a:3" in str(result.error_in_exec)


def test_a_program_that_goes_on_is_said_to_run(shell: InteractiveShell, session: Any):
    session.running = True
    assert "main is running" in str(shell.run_cell("%dsu_run main").result)


def test_compiler_options_belong_to_the_first_cell(shell: InteractiveShell, magics: DsuMagics):
    magics.sessions = Sessions(lambda **options: _defining(FakeSession(**options)))
    assert shell.run_cell('%%dsu_c --cflags "-O1 -lm"\nx').success
    assert magics.sessions.get().session.cflags == ("-O1", "-lm")
    assert shell.run_cell('%%dsu_c --cflags "-O1 -lm"\nx').success
    assert not shell.run_cell("%%dsu_c --cflags=-O3\nx").success


def _defining(session: Any) -> Any:
    session.answers["define"] = lambda *args, **kwargs: FakePatch()
    return session


@pytest.mark.parametrize(
    ("magic", "words"),
    [
        ("dsu_types", ("fixed", "written to a file, a:7")),
        ("dsu_safety", ("T, foo", "any change is safe")),
        (
            "dsu_safety main",
            ("1 update point in main", "update();\n    ^ may not change here: T, foo"),
        ),
        ("dsu_timeline", ("0.250 s", "12 µs", "waiting for a safe moment")),
        ("dsu_status", ("v3, not running", "int f(void)", "struct T")),
    ],
)
def test_tables(shell: InteractiveShell, session: Any, magic: str, words: tuple[str, ...]):
    view = shell.run_cell(f"%{magic}").result
    for word in words:
        assert word in str(view)


def test_generated_code_is_shown(shell: InteractiveShell, session: Any):
    session.answers["show"] = lambda name: f"int {name}_v0(void);"
    assert "int foo_v0(void);" in str(shell.run_cell("%dsu_show foo").result)


def test_stop_restart_and_transform_reach_the_session(shell: InteractiveShell, session: Any):
    shell.run_cell("%dsu_stop")
    shell.run_cell("%dsu_restart")
    shell.run_cell("%%dsu_transform struct T\nxout->y = xin->x;")
    assert session.calls == [
        ("stop", (), {}),
        ("restart", (), {}),
        ("transform", ("T", "\nxout->y = xin->x;\n"), {}),
    ]


def test_bad_options_are_usage_errors(shell: InteractiveShell, session: Any):
    with pytest.raises(UsageError):
        shell.run_cell_magic("dsu_c", "--nonsense", "x")
    assert session.calls == []


def test_loading_again_ends_the_old_program(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
):
    closed: list[str] = []
    monkeypatch.setattr(FakeSession, "close", lambda self: closed.append("x"), raising=False)
    monkeypatch.setattr("dsu_kernel.magics.sessions._open_session", lambda **o: FakeSession(**o))
    shell.run_line_magic("load_ext", "dsu_kernel")
    shell.run_line_magic("dsu_status", "")
    shell.run_line_magic("reload_ext", "dsu_kernel")
    assert closed == ["x"]
    shell.run_line_magic("dsu_status", "")
    shell.run_line_magic("unload_ext", "dsu_kernel")
    assert closed == ["x", "x"]
