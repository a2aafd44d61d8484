"""The terminal: in a pipe, and in a pseudo-terminal as a person would use it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

DSU = [sys.executable, "-c", "import sys; from dsu_kernel.cli import main; sys.exit(main([]))"]
TIMEOUT = 60


def piped(script: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        DSU,
        input=script,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
        env={**os.environ, **env},
    )


def test_a_script_defines_calls_and_patches():
    done = piped(
        "#include <stdio.h>\n"
        "int f(int x)\n{\n    return x + 1;\n}\n"
        "f(1)\n"
        'printf("a  b\\n");\n'
        "for (int i = 0; i < 2; i++) f(i);\n"
        "int f(int x) { return x * 10; }\n"
        "f(2)"
    )
    assert done.returncode == 0, done.stderr
    expected = ["v1 applied: new: f", "2", "a  b", "5", "v2 applied: changed: f", "20"]
    assert done.stdout.splitlines() == expected


def test_warnings_name_the_scripts_line_and_are_no_failure():
    done = piped("\nint f(void) { char c = 300; return c; }\nf()")
    assert (done.returncode, done.stdout) == (0, "44\n")
    assert "stdin:2:24: warning: overflow in conversion" in done.stderr


def test_errors_name_the_scripts_line_and_set_the_status_and_the_rest_runs():
    done = piped(
        "\nint f(void)\n{\n    return nowhere; }\n1 + 1\n:nosuch\nelsewhere\n:run\n"
        ":about\n:show\n:edit\n:quiz nosuch.quiz\n:quit\n1/0"
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "2"
    assert "stdin:4:12: error: ‘nowhere’ undeclared" in done.stderr
    assert "stdin:6: there is no command :nosuch" in done.stderr
    assert "stdin:7: expression:1:1: error: ‘elsewhere’ undeclared" in done.stderr
    assert "stdin:8: the program has no function main" in done.stderr
    assert "stdin:9: which name? :about NAME\n" in done.stderr
    assert "stdin:10: which function or type? :show NAME\n" in done.stderr
    assert "stdin:11: which unit? :edit NAME; there are " in done.stderr
    assert "stdin:12: nosuch.quiz: No such file or directory\n" in done.stderr


def test_commands_answer_in_a_pipe_and_as_the_notebooks_magics():
    done = piped(
        "struct T { int a; }; struct T t;\n"
        ":types\n"
        "%dsu_timeline\n"
        ":transform T { xout->b = xin->a + 7; }\n"
        "%%dsu_c\nstruct T { int a;\n\nint b; }; struct T t;\n"
        "%dsu t\n"
        ":plan struct T { int a; };\n"
        "t?\n"
        ":help rollback\n"
        ":rollback 0\n"
        "t"
    )
    assert done.returncode == 0, done.stderr
    for words in (
        "struct T  free",
        "1 patch",
        "{a = 0, b = 7}",
        "v2: planned, not applied",
        "struct T t\ndeclared at ",
        ":rollback  [--plan] VERSION",
        "{a = 0}",
    ):
        assert words in done.stdout


def test_a_command_below_an_unfinished_text_is_carried_out():
    done = piped("int x = 1;\nint f(void) {\n  return 1;\n:plan int y;\nint z = 1\n:quit\n")
    assert done.returncode == 1
    assert "stdin:3:12: error: expected declaration or statement at end of input" in done.stderr
    assert "stdin:5:10: error: expected ‘,’ or ‘;’ at end of input" in done.stderr
    assert "v1: planned" in done.stdout
    assert ":plan" not in done.stderr


def test_places_in_earlier_texts_of_a_script_are_lines_of_it():
    done = piped(
        "int g(int n)\n{ return 12 / n; }\n\ng(0)\ng(1, 2)\n:safety nosuch\n:help nosuch\n"
        ":run --wait x g\n:rollback 9\n:state { n; }\nint g(int n)\n{ return 13 / n; }\n"
        "\n:plan int y = ;\n"
    )
    assert "  in g  stdin:2  (v0)\n" in done.stderr
    assert "stdin:5: expression:1:1: error: too many arguments to function ‘g’" in done.stderr
    assert "stdin:6: the program has no function and no unit nosuch\n" in done.stderr
    assert "stdin:7: there is no command :nosuch; :help lists them\n" in done.stderr
    assert "stdin:8: --wait is no function; :run --wait 2.5 main ARGUMENTS\n" in done.stderr
    assert "stdin:9: there is no version 9 to go back to; there are v0\n" in done.stderr
    assert "stdin:10:2: error: ‘n’ undeclared" in done.stderr
    assert "stdin:14:9: error: expected expression before ‘;’" in done.stderr


def test_a_script_may_give_input_to_a_program_that_runs():
    done = piped(
        "#include <stdio.h>\n"
        'int main(void) { int n, s = 0; while (scanf("%d", &n) == 1) s += n; return s; }\n'
        ":run --wait 0\n:input 40\n:input 2\n:wait\n"
    )
    assert done.returncode == 0, done.stderr
    assert "the program exited with status 42" in done.stdout


def test_what_an_editor_leaves_is_not_lost_when_it_is_no_c(tmp_path: Path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i -e 's/+;/+ 1;/' -e 's/7;/7 +;/' $1\n")
    editor.chmod(0o755)
    done = piped(
        "int two;\nint seven(void) { return 7; }\n"
        ":edit seven\nseven()\n:edit seven\nseven()\n:edit nosuch\n:edit [1]\n",
        EDITOR=str(editor),
        VISUAL="",
    )
    lines = done.stdout.splitlines()
    assert (lines[1], lines[-2], lines[-1]) == (
        "7",
        "8",
        "nothing changed; the program stays at v2",
    )
    assert "stdin:2:29: error: expected expression before ‘;’ token" in done.stderr
    assert "nothing was changed; :edit seven goes on with what you wrote" in done.stderr
    assert "there is no unit, function or variable nosuch; the units are [1], [2]" in done.stderr


def test_a_script_gives_its_program_input_and_waits_for_it():
    done = piped(
        "#include <stdio.h>\n"
        "int main(int argc, char **argv)\n"
        "{ int n = 0, c; while ((c = getchar()) != EOF) n++; puts(argv[1]); return n; }\n"
        ":input abc\n:run main 'two words'\n:wait\n"
    )
    assert done.returncode == 0, done.stderr
    assert "two words\n" in done.stdout
    assert "the program exited with status 4" in done.stdout


def test_a_crash_of_main_fails_the_script():
    done = piped("int main(void) { int *p = 0; return *p; }\n:run\n")
    assert done.returncode == 1
    assert "SIGSEGV" in done.stderr
    assert ":restart starts the program anew" in done.stderr


class Terminal:
    """A person at the prompt."""

    def __init__(self, folder: Path, columns: int = 100, kind: str = "xterm") -> None:
        # No terminal answers here when it is asked where its cursor is: it would be waited for.
        asks_nothing = {"PROMPT_TOOLKIT_NO_CPR": "1"}
        env = {**os.environ, **asks_nothing, "XDG_STATE_HOME": str(folder), "TERM": kind}
        self.child = pexpect.spawn(
            DSU[0], DSU[1:], encoding="utf-8", timeout=TIMEOUT, dimensions=(30, columns), env=env
        )
        self.see("dsu>")

    def type(self, line: str) -> None:
        self.child.send(f"{line}\r")

    def see(self, *words: str) -> None:
        for word in words:
            self.child.expect_exact(word)

    def interrupt(self, command: str, words: str) -> None:
        """Press Ctrl-C while a command runs; just before it has begun, that takes it back."""
        for _ in range(TIMEOUT):
            self.type(command)
            self.child.sendintr()
            if self.child.expect_exact([words, pexpect.TIMEOUT], timeout=1) == 0:
                return
        raise AssertionError(f"no {words!r}")

    def leaves(self) -> bool:
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus == 0


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
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    found.child.close(force=True)


def test_typing_in_a_terminal(terminal: Terminal):
    terminal.type("int twice(int x) {")
    terminal.type("return 2 * x; }")
    terminal.type("twice(21000)")
    terminal.see("42000")
    terminal.type("*(int *)0")
    terminal.see("SIGSEGV")
    terminal.type("twice(31000)")
    terminal.see("62000")
    terminal.type(":quit")
    assert terminal.leaves()


def test_completion_and_history_in_a_terminal(terminal: Terminal, tmp_path: Path):
    terminal.type("int a_long_name(void) { return 70000 + 707; }")
    terminal.type("11000 + 111")
    terminal.see("11111", "dsu>")
    terminal.child.send("a_lo\t")
    terminal.see("a_long_name")
    terminal.type("()")
    terminal.see("70707")
    terminal.child.send(":timel\t")
    terminal.type("")
    terminal.see("1 patch")
    terminal.child.send("\x04")
    assert terminal.leaves()
    assert "a_long_name()" in (tmp_path / "dsu-kernel" / "history").read_text()


def test_texts_that_are_pasted_together_are_carried_out_one_after_the_other(terminal: Terminal):
    pasted = "int twice(int x)\n{\n    return 2 * x;\n}\ntwice(21000)\n:types\nint half("
    terminal.child.send(f"\x1b[200~{pasted}\x1b[201~")
    terminal.see("half(")
    terminal.type("int x) { return x / 2; }")
    terminal.see("42000", "0 struct types", "new: half")
    terminal.type("int x = 3")
    terminal.type(":timeline")
    terminal.see("at end of input", "2 patches")
    terminal.type(":quit")
    assert terminal.leaves()


BUSY = """
#include <stdio.h>
#include <unistd.h>
struct T { int n; };
struct T t;
int say, stop;
int hold(struct T *p)
{
    while (!stop) {
        if (say) {
            say = 0;
            puts("said");
        }
        usleep(1000);
        update();
    }
    return p->n;
}
int main(void) { return hold(&t); }
"""


def test_a_running_program_a_pending_patch_and_an_interrupt(terminal: Terminal, tmp_path: Path):
    program = tmp_path / "busy.c"
    program.write_text(BUSY)
    terminal.type(f":read {program}")
    terminal.type(":run")
    terminal.see("main is running")
    terminal.type("say = 1")
    terminal.see("said")
    program.write_text("struct T { int *n; }; struct T t;")  # and no main any more
    terminal.type(f":read {program}")
    terminal.see("v1: waiting for a safe moment")
    terminal.interrupt(":wait", "interrupted; the program goes on")
    terminal.see("dsu>")
    terminal.child.send("\x04")
    terminal.see("Ctrl-D again, or :quit, ends it")
    terminal.type(":cancel")
    terminal.see("taken back")
    terminal.type("stop = 1")
    terminal.see("the program exited with status 0")
    terminal.type(":quit")
    assert terminal.leaves()


def test_a_program_that_reads_is_given_what_is_typed(terminal: Terminal):
    terminal.type("#include <stdio.h>")
    terminal.type(
        'int ask(void) { int x; printf("%s many? ", "how"); scanf("%d", &x); return x * 2; }'
    )
    terminal.type("ask()")
    terminal.see("how many? ")
    terminal.type("30030")
    terminal.see("60060")


def test_the_classroom_in_a_script(tmp_path: Path):
    (tmp_path / "tens.quiz").write_text("# Count in tens.\napplied\nhit() > old(hits) + 9\n")
    done = piped(
        "int hits;\nint hit(void) { return ++hits; }\n"
        f":quiz {tmp_path}/tens.quiz\n"
        "int hit(void) { return hits += 10; }\n"
        f":quiz\n:replay\n:save {tmp_path}/saved\n"
    )
    assert done.returncode == 0, done.stderr
    assert "Count in tens.\n2 checks; :quiz grades" in done.stdout
    assert "tens: 2 of 2 checks passed" in done.stdout
    assert "hot = cold" in done.stdout
    assert (tmp_path / "saved" / "program" / "program.c").exists()


def test_a_terminal_that_knows_lines_alone_gets_no_codes(tmp_path: Path):
    terminal = Terminal(tmp_path, kind="dumb")
    log = io.StringIO()
    terminal.child.logfile_read = log
    terminal.type("int twice(int x) {")
    terminal.see("...")
    terminal.child.sendintr()
    terminal.see("dsu>")
    terminal.type("int twice(int x) {")
    terminal.type("return 2 * x; }")
    terminal.type("twice(21000)")
    terminal.see("42000", "dsu>")
    terminal.child.send("\x04")
    assert terminal.leaves()
    assert "\x1b" not in log.getvalue()
