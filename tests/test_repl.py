"""The terminal: in a pipe, and in a pseudo-terminal as a person would use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

DSU = [sys.executable, "-c", "import sys; from dsu_kernel.cli import main; sys.exit(main([]))"]
TIMEOUT = 60


def piped(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        DSU, input=script, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def test_a_script_defines_calls_and_patches():
    done = piped(
        "int f(int x)\n{\n    return x + 1;\n}\nf(1)\nint f(int x) { return x * 10; }\nf(2)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["2", "v1 applied: changed: f", "20"]


def test_an_error_in_a_script_sets_the_status_and_the_rest_runs():
    done = piped("int f(void) { return nowhere; }\n1 + 1\n:nosuch")
    assert done.returncode == 1
    assert done.stdout == "2\n"
    assert "[1]:1:" in done.stderr
    assert "there is no command :nosuch" in done.stderr


def test_commands_answer_in_a_pipe():
    done = piped("struct T { int a; };\n:types\n:timeline\n:help\n:quit\n1/0")
    assert done.returncode == 0, done.stderr
    assert "struct T" in done.stdout
    assert ":rollback" in done.stdout


def test_memory_is_looked_at():
    done = piped(
        "struct T { int x; } t = {7};\nt.x\nstruct T { int x; int y; } t;\n:object t\n"
        ":object --convert t\n:objects T\n:layout T\n:object t +"
    )
    assert done.returncode == 1
    assert "will be converted to v1 at first use" in done.stdout
    assert "1 in v1 reachable from globals" in done.stdout
    assert "int y: new at 4" in done.stdout
    assert "expression:1" in done.stderr or "expression:2" in done.stderr


def test_an_update_at_each_step_is_told(tmp_path: Path):
    text = "struct T { int x; };\nint main(void) { struct T t = {3};\nreturn t.x; }\n"
    change = tmp_path / "change.c"
    change.write_text(text + "---\n" + text.replace("int x;", "int x; char *y;"))
    done = piped(f":timing {change}\n:timing {change} 1 off\n:timing nowhere.c")
    assert done.returncode == 1
    assert "main v0, line 3: return t.x;" in done.stdout
    assert "applied at step 1" in done.stdout
    assert "nowhere.c" in done.stderr


@pytest.fixture
def terminal():
    child = pexpect.spawn(DSU[0], DSU[1:], encoding="utf-8", timeout=TIMEOUT, dimensions=(30, 100))
    child.expect("dsu>")
    yield child
    child.close(force=True)


def test_typing_in_a_terminal(terminal: pexpect.spawn):
    terminal.send("int twice(int x) {\r")
    terminal.send("return 2 * x; }\r")
    terminal.send("twice(21000)\r")
    terminal.expect("42000")
    terminal.send("*(int *)0\r")
    terminal.expect("SIGSEGV")
    terminal.send("twice(31000)\r")
    terminal.expect("62000")
    terminal.send(":quit\r")
    terminal.expect(pexpect.EOF)


def test_completion_in_a_terminal(terminal: pexpect.spawn):
    terminal.send("int a_long_name(void) { return 70000 + 707; }\r")
    terminal.send("11000 + 111\r")
    terminal.expect("11111")
    terminal.expect("dsu>")
    terminal.send("a_lo\t")
    terminal.expect("a_long_name")
    terminal.send("()\r")
    terminal.expect("70707")
    terminal.send("\x04")
    terminal.expect(pexpect.EOF)


def test_the_classroom_in_a_script(tmp_path: Path) -> None:
    (tmp_path / "tens.quiz").write_text("# Count in tens.\napplied\nhit() > old(hits) + 9\n")
    script = (
        "int hits;\nint hit(void) { return ++hits; }\n"
        f":quiz {tmp_path}/tens.quiz\n"
        "int hit(void) { return hits += 10; }\n"
        f":quiz\n:replay\n:save {tmp_path}/saved\n"
    )
    done = piped(script)
    assert done.returncode == 0, done.stderr
    assert "Count in tens.\n2 checks; :quiz grades" in done.stdout
    assert "tens: 2 of 2 checks passed" in done.stdout
    assert "hot = cold" in done.stdout
    assert (tmp_path / "saved" / "program" / "program.c").exists()
