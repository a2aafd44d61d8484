"""The live process: how it ends, what is reported, how it begins anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.live.errors import JobTimeout, ProcessDied, ProgramFault

FAULTS = """\
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
int g = 1;
int deep(int n) { volatile char big[1000]; big[0] = n; return deep(n + 1) + big[0]; }
__attribute__((noinline)) int crash(volatile int *p) {
    return *p;
}
int outer(void) {
    int r = crash((int *)8);
    return r + 1;
}
void quit(int c) { g = 2; printf("leaving"); exit(c); }
void stop_it(void) { abort(); }
int forever(void) { for (;;) g++; }
int main(int argc, char **argv) {
    switch (argc > 1 ? argv[1][0] : 0) {
    case 's': return outer();
    case 'o': return deep(0);
    case 'a': stop_it(); break;
    case 'q': quit(3); break;
    case 'k': raise(SIGKILL); break;
    case 'f': forever();
    }
    return 300;
}
"""


def ended(session: Session) -> None:
    """The process is gone; the text is not, and restart() brings it back."""
    assert not session.running
    assert not session.alive
    with pytest.raises(ProcessGone, match=r"restart\(\) starts the program anew"):
        session.eval("g")
    assert session.units == {"cell": FAULTS}
    patch = session.restart()
    assert patch.state == "applied"
    assert session.eval("g") == 1


# ---- in calls and evaluations: the process survives ----


def test_a_crash_in_a_call_is_caught(session: Session) -> None:
    session.define(FAULTS, "cell")
    with pytest.raises(ProgramFault) as caught:
        session.call("outer")
    assert caught.value.signal == "SIGSEGV"
    assert str(caught.value).splitlines()[:3] == [
        "Segmentation fault (SIGSEGV) at address 0x8",
        "  in crash  cell:7  (v0)",
        "  called from outer  cell:10  (v0)",
    ]
    assert session.eval("g") == 1


@pytest.mark.parametrize("expression", ["*(int *)0", "deep(0)", "stop_it()", "__builtin_trap()"])
def test_a_crash_in_an_expression_is_caught(session: Session, expression: str) -> None:
    session.define(FAULTS, "cell")
    with pytest.raises(ProgramFault):
        session.eval(expression)
    session.define(FAULTS.replace("g = 1", "g = 1, h = 4"), "cell")
    assert session.eval("g + h") == 5


@pytest.mark.parametrize("expression", ["1 / 0", "g % 0", "g / (g - 1)"])
def test_a_division_by_zero_in_an_expression_is_called_so(
    session: Session, expression: str
) -> None:
    session.define(FAULTS, "cell")
    with pytest.raises(ProgramFault) as caught:
        session.eval(expression)
    assert str(caught.value).splitlines() == [
        "Floating point exception (SIGFPE)",
        "  in the expression",
        "the program lives on, with its data",
    ]
    assert session.eval("g") == 1


def test_exit_in_a_call(session: Session) -> None:
    session.define(FAULTS, "cell")
    with pytest.raises(ProcessDied, match="the program exited with status 4"):
        session.call("quit", 4)
    assert session.output == b"leaving"
    ended(session)


def test_an_endless_loop_in_a_call(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsu_kernel.updating.evaluation._SAFE_POINT", 0.1)
    session.define(FAULTS, "cell")
    with pytest.raises(JobTimeout, match=r"still running after 0.1 s; it goes on"):
        session.call("forever", timeout=0.1)
    with pytest.raises(JobTimeout, match="has not come to an update point"):
        session.eval("g")  # does not wait for ever, either
    report = session.stop()
    assert report is not None
    assert report.signal == "SIGTERM"
    ended(session)


# ---- in main: the process ends ----


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        (
            "s",
            ["Segmentation fault (SIGSEGV) at address 0x8", "  in crash  cell:7", "  called from"],
        ),
        (
            "o",
            ["Segmentation fault (SIGSEGV): the stack is full", "  in deep  cell:5", "  ... and"],
        ),
        ("a", ["Aborted (SIGABRT)"]),
        ("q", ["the program exited with status 3"]),
        ("k", ["the program was ended by Killed (SIGKILL)"]),
    ],
)
def test_how_main_ends(session: Session, word: str, lines: list[str]) -> None:
    session.define(FAULTS, "cell")
    session.run("main", word)
    report = session.wait_exit(20)
    assert report is not None
    for line, found in zip(lines, str(report).splitlines(), strict=False):
        assert found.startswith(line)
    assert report.version == 0
    assert session.exit == report
    ended(session)


def test_a_status_is_a_byte(session: Session) -> None:
    session.define(FAULTS, "cell")
    session.run()
    report = session.wait_exit(20)
    assert report is not None
    assert report.status == 300 & 0xFF


def test_the_backtrace_names_units_and_versions(session: Session) -> None:
    broken = "__attribute__((noinline))\nint broken(int *p) {\n    return p[INDEX];\n}"
    session.define("\n" + broken.replace("INDEX", "5"), "In[2]")
    session.define("int broken(int *p);\nint outer(void) {\n  return broken(0) + 1;\n}", "In[1]")
    session.define(broken.replace("INDEX", "9"), "In[2]")
    with pytest.raises(ProgramFault) as caught:
        session.call("outer")
    frames = [(f.function, f.unit, f.line) for f in caught.value.frames[:2]]
    assert frames == [("broken", "In[2]", 3), ("outer", "In[1]", 3)]
    assert caught.value.frames[0].version == session.version


def test_main_that_never_ends_is_stopped(session: Session) -> None:
    session.define(FAULTS, "cell")
    session.run("main", "f")
    assert session.wait_exit(0.05) is None
    report = session.stop()
    assert report is not None
    assert str(report) == "the program was ended by Terminated (SIGTERM)"
    ended(session)


def test_a_program_that_ignores_sigterm_is_killed(session: Session) -> None:
    session.define(
        "#include <signal.h>\nint main(void) { signal(SIGTERM, SIG_IGN); for (;;) ; }", "cell"
    )
    session.run()
    session.wait_exit(0.2)
    report = session.stop()
    assert report is not None
    assert report.signal in ("SIGKILL", "SIGTERM")  # stopped before it could ignore it


def test_stop_while_another_thread_waits(session: Session) -> None:
    session.define(FAULTS, "cell")
    session.run("main", "f")
    found: list[object] = []
    waiter = threading.Thread(target=lambda: found.append(session.wait_exit(20)))
    waiter.start()
    session.stop()
    waiter.join(20)
    assert [str(f) for f in found] == ["the program was ended by Terminated (SIGTERM)"]


def test_restart_takes_the_newest_text(session: Session) -> None:
    session.define("int n = 1; int main(void) { for (;;) n++; }", "cell")
    session.run()
    pending = session.define("int n = 5; int main(void) { return n; }", "cell", wait=0)
    assert pending.state == "pending"
    session.stop()
    assert not pending.wait(20)
    assert "the process has ended" in str(pending.verdict)
    session.restart()
    assert pending.state == "cancelled"
    session.run()
    report = session.wait_exit(20)
    assert report is not None
    assert report.status == 5


def test_define_after_a_crash_begins_anew(session: Session) -> None:
    session.define(FAULTS, "cell")
    session.run("main", "s")
    session.wait_exit(20)
    patch = session.define(FAULTS.replace("g = 1", "g = 9"), "cell")
    assert patch.initial
    assert session.eval("g") == 9


def test_close_is_final_and_quiet() -> None:
    s = Session()
    s.define(FAULTS, "cell")
    s.run("main", "f")
    s.close()
    s.close()
    with pytest.raises(DsuError):
        s.eval("g")


# ---- the house around it ----


def child(code: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_it_goes_when_its_parent_goes() -> None:
    found = child(
        "from dsu_kernel import Session\nimport os\n"
        's = Session(); s.define("#include <unistd.h>\\nint main(void) { for (;;); }'
        'int pid(void) { return getpid(); }")\n'
        'print(s.call("pid"), flush=True); s.run(); os.kill(os.getpid(), 9)\n'
    )
    pid = int(found.stdout)
    until = time.monotonic() + 20
    while not gone(pid):
        assert time.monotonic() < until


def test_an_interrupt_of_the_process_group_leaves_it_alone() -> None:
    found = child("""if True:
        from dsu_kernel import Session
        import os, signal
        s = Session()
        s.define("int n; int main(void) { for (;;) { n++; update(); } }")
        s.run()
        try:
            os.killpg(0, signal.SIGINT)
            signal.pause()
        except KeyboardInterrupt:
            print("interrupted")
        print(s.running, s.eval("n > 0"))
        s.close()
    """)
    assert (found.stdout, found.stderr) == ("interrupted\nTrue 1\n", "")


def test_an_interrupt_ends_the_waiting_not_the_program() -> None:
    found = child("""if True:
        from dsu_kernel import Session
        import os, signal
        s = Session()
        s.define("int n; int main(void) { for (;;) { n++; update(); } }")
        s.run()
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
        try:
            s.wait_exit()
        except KeyboardInterrupt:
            print("interrupted")
        print(s.running, s.eval("n > 0"))
        s.close()
    """)
    assert (found.stdout, found.stderr) == ("interrupted\nTrue 1\n", "")


def test_signals_and_handlers_of_the_program(session: Session) -> None:
    text = """
    #include <signal.h>
    #include <unistd.h>
    volatile int hits;
    void handler(int n) { hits += BY; }
    int install(void) { signal(SIGUSR1, handler); raise(SIGUSR1); return hits; }
    int pid(void) { return getpid(); }
    """
    session.define(text.replace("BY", "1"), "cell")
    assert session.call("install") == 1
    session.define(text.replace("BY", "100"), "cell")
    assert session.eval("raise(SIGUSR1), hits") == 101
    os.kill(session.call("pid"), signal.SIGUSR1)
    assert session.eval("hits") == 201


def test_a_program_that_forks(session: Session) -> None:
    session.define(
        "#include <stdio.h>\n#include <stdlib.h>\n#include <sys/wait.h>\n#include <unistd.h>\n"
        'int child(void) { int st, p = fork(); if (p == 0) { printf("child"); exit(4); }'
        "waitpid(p, &st, 0); return WEXITSTATUS(st); }"
    )
    assert session.call("child") == 4
    assert session.output == b"child"
    assert session.call("child") == 4
