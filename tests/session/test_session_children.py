"""Processes that a program forks: which there are, where they stand, in which version."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dsu_kernel import Session
from dsu_kernel.live.children import Family, descendants
from dsu_kernel.magics.panel_static import panel_view
from dsu_kernel.program.info import ChildInfo
from dsu_kernel.views.status import status_view
from dsu_kernel.watching.watcher import Watcher

FORKS = """#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int ends[2];
int serve(void) {
    char c;
    read(ends[0], &c, 1);
    return c;
}
int begin(void) {
    pipe(ends);
    int child = fork();
    if (!child) _exit(serve());
    return child;
}
int give(char c) { return write(ends[1], &c, 1); }
int await(int pid) { int status; waitpid(pid, &status, 0); return WEXITSTATUS(status); }
int other(void) {
    int child = fork();
    if (!child) execlp("sleep", "sleep", "1000", (char *)0);
    return child;
}
int spin(void) {
    int child = fork();
    if (!child) for (;;);
    return child;
}
int orphan(void) {
    pipe(ends);
    int child = fork();
    if (!child) {
        if (fork()) pause();
        _exit(serve());
    }
    return child;
}
int finish(int pid) { kill(pid, SIGKILL); return await(pid); }
"""


def until(
    session: Session, holds: Callable[[tuple[ChildInfo, ...]], bool]
) -> tuple[ChildInfo, ...]:
    """The children, once something holds."""
    deadline = time.monotonic() + 60
    while not holds(found := session.children):
        assert time.monotonic() < deadline, found
        time.sleep(0.01)
    return found


def test_a_program_that_does_not_fork_has_no_children(session: Session) -> None:
    assert session.children == ()
    session.define("int n;")
    assert session.children == ()


def test_a_child_is_seen_in_its_call_and_stays_at_its_version(session: Session) -> None:
    session.define(FORKS, unit="forks")
    pid = session.call("begin")
    (child,) = until(session, lambda found: bool(found and found[0].line))
    assert child == ChildInfo(
        pid, session.pid, "blocked", 0, False, "", "forks", 8, "serve"
    )  # fmt: skip
    session.define(FORKS.replace("return c;", "return c + 1;"), unit="forks")
    assert session.version == 1
    (child,) = session.children
    assert child.version == 0
    shot = Watcher(session).snapshot()
    assert shot.children == (child,)
    assert json.loads(shot.to_json())["children"][0]["function"] == "serve"
    for told in (str(status_view(session)), str(panel_view(shot))):
        assert "v0 (old)" in told
        assert "forks:8 in serve" in told
    session.call("give", 65)
    (child,) = until(session, lambda found: found[0].state == "ended")
    assert (child.pid, child.version, child.line) == (pid, 0, 0)
    assert session.call("await", pid) == 65
    assert session.children == ()


def test_a_child_that_ends_while_it_is_looked_at_is_nowhere() -> None:
    child = subprocess.Popen(["sleep", "1000"])
    told = {"version": 0, "pending": False, "point": {"unit": "u", "line": 8, "function": "f"}}

    def look_at(pids: Sequence[int]) -> list[str]:
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        return [json.dumps(told)] * len(pids)

    found = {info.pid: info for info in Family(os.getpid()).look(look_at)}
    child.wait()
    assert found[child.pid] == ChildInfo(child.pid, os.getpid(), "ended", 0)


def known(child: ChildInfo) -> bool:
    return child.version is not None or child.program != ""


def test_another_program_is_named_and_one_that_runs_is_running(session: Session) -> None:
    session.define(FORKS, unit="forks")
    other, spinning = session.call("other"), session.call("spin")
    found = until(session, lambda found: len(found) == 2 and all(map(known, found)))
    told = {child.pid: (child.version, child.program) for child in found}
    assert told == {other: (None, "sleep"), spinning: (0, "")}
    until(session, lambda found: any(child.state == "running" for child in found))
    for pid in (other, spinning):
        session.call("finish", pid)
    assert session.children == ()


def test_a_grandchild_is_known_when_its_parent_is_gone(session: Session) -> None:
    session.define(FORKS, unit="forks")
    parent = session.call("orphan")
    first, second = until(session, lambda found: len(found) == 2 and all(c.line for c in found))
    assert {first.parent, second.parent} == {session.pid, parent}
    grandchild = second.pid if first.pid == parent else first.pid
    session.call("finish", parent)
    (left,) = session.children
    assert (left.pid, left.version, left.line) == (grandchild, 0, 8)
    session.call("give", 1)
    until(session, lambda found: not found)


def test_the_rehearsal_of_a_state_transformer_is_no_child(session: Session, tmp_path: Path) -> None:
    seen_enough = tmp_path / "seen"
    text = "#include <unistd.h>\nint n;\nint main(void) { for (;;) { n++; update(); } }"
    session.define(text, unit="a")
    session.run("main")
    session.state(f'while (access("{seen_enough}", F_OK)) usleep(1000);')
    change = threading.Thread(target=session.define, args=(text.replace("int n", "long n"), "a"))
    change.start()
    assert session.pid
    while not list(descendants(session.pid)):
        assert change.is_alive()
    seen = [session.children for _ in range(5)]
    assert list(descendants(session.pid))  # it was there all the time
    assert seen == [()] * 5
    seen_enough.touch()
    change.join()
