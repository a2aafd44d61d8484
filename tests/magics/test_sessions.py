"""Several programs in one notebook: which magic is about which of them."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import Any

import pytest
from fake_session import FakePatch, FakeSession
from IPython.core.interactiveshell import InteractiveShell

from dsu_kernel.errors import DsuError
from dsu_kernel.magics.choosing import ChoosingMagics
from dsu_kernel.magics.commands import DsuMagics
from dsu_kernel.magics.sessions import NamedSession, SessionMagics, Sessions, command, raw_command


class Recorder(SessionMagics):
    """Tells which session a magic was given, and what was left of its line."""

    @command
    def words(self, program: NamedSession, line: str) -> tuple[str, list[str]]:
        return program.name, shlex.split(line)

    @raw_command
    def raw(self, program: NamedSession, line: str) -> tuple[str, str]:
        return program.name, line


@pytest.fixture
def sessions(shell: InteractiveShell) -> Sessions:
    sessions = Sessions(_fake)
    shell.register_magics(DsuMagics(shell, sessions), ChoosingMagics(shell, sessions))
    return sessions


def _fake(**options: Any) -> Any:
    fake: Any = FakeSession(**options)
    fake.answers["define"] = lambda *args, **kwargs: FakePatch()
    return fake


def calls(sessions: Sessions, name: str) -> list[str]:
    fake: Any = sessions.get(name).session
    return [call[0] for call in fake.calls]


@pytest.mark.parametrize("line", ["--session b x y", "x --session b y", "x y --session=b"])
def test_the_option_may_stand_anywhere_among_words(shell: InteractiveShell, line: str):
    assert Recorder(shell, Sessions(_fake)).words(line) == ("b", ["x", "y"])


def test_without_the_option_the_current_session_is_meant(shell: InteractiveShell):
    sessions = Sessions(_fake)
    recorder = Recorder(shell, sessions)
    assert recorder.words("x")[0] == "default"
    sessions.use("b")
    assert recorder.words("x")[0] == "b"


def test_in_c_and_in_a_programs_arguments_it_stands_in_front(shell: InteractiveShell):
    recorder = Recorder(shell, Sessions(_fake))
    assert recorder.raw("--session b n --session c") == ("b", "n --session c")
    assert recorder.raw("--wait 3 --session b main") == ("b", "--wait 3 main")
    assert recorder.raw("main --session b") == ("default", "main --session b")
    assert recorder.raw("a --session b - 1")[0] == "default"


def test_each_session_has_a_program_of_its_own(shell: InteractiveShell, sessions: Sessions):
    shell.run_cell("%%dsu_c --session b\nx").raise_error()
    shell.run_cell("%dsu --session=b f()").raise_error()
    shell.run_cell("%dsu_restart").raise_error()
    assert calls(sessions, "b") == ["define", "eval"]
    assert calls(sessions, "default") == ["restart"]


def test_choosing_a_session_holds_from_then_on(shell: InteractiveShell, sessions: Sessions):
    assert "about b" in str(shell.run_cell("%dsu_session b").result)
    shell.run_cell("%dsu f()").raise_error()
    shell.run_cell("%dsu_session default").raise_error()
    shell.run_cell("%dsu_stop").raise_error()
    assert calls(sessions, "b") == ["eval"]
    assert calls(sessions, "default") == ["stop"]


def test_the_sessions_are_listed(shell: InteractiveShell, sessions: Sessions):
    assert str(shell.run_cell("%dsu_sessions").result) == "0 sessions"
    shell.run_cell("%dsu_status\n%dsu_status --session b").raise_error()
    shown = str(shell.run_cell("%dsu_sessions").result)
    assert "2 sessions" in shown
    assert "default  this one" in shown


def test_a_closed_session_begins_anew(
    shell: InteractiveShell, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
):
    closed: list[Any] = []
    monkeypatch.setattr(FakeSession, "close", lambda self: closed.append(self), raising=False)
    shell.run_cell("%dsu_stop --session b").raise_error()
    first = sessions.get("b").session
    assert "forgotten" in str(shell.run_cell("%dsu_session --close b").result)
    assert closed == [first]
    assert sessions.get("b").session is not first


def test_what_cannot_be_a_name_is_said(shell: InteractiveShell, sessions: Sessions):
    for line in ("%dsu_stop --session=a/b", "%dsu_stop --session", "%dsu_session --close c"):
        assert isinstance(shell.run_cell(line).error_in_exec, DsuError)
    assert sessions.opened == ()


def test_loading_the_extension_does_not_wait_for_the_engine():
    """A kernel is ready sooner that way: the engine takes longer to import than IPython."""
    code = (
        "import sys, dsu_kernel; from IPython.core.interactiveshell import InteractiveShell;"
        "dsu_kernel.load_ipython_extension(InteractiveShell.instance());"
        "sys.exit('dsu_kernel.session' in sys.modules or 'anywidget' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
