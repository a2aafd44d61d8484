"""Snapshots of sessions: what is seen of a program while it runs, waits and is patched."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from dsu_kernel import Session
from dsu_kernel.watching.snapshot import Snapshot
from dsu_kernel.watching.watcher import Watcher

SERVER = """
#include <unistd.h>
struct T { int a; };
struct T t = {1};
int take(struct T *one) { int *kept = &one->a; char byte; read(0, &byte, 1); return *kept; }
int main(void) {
    for (;;) { t.a += take(&t); update(); }
}
"""
AGED = SERVER.replace("int a;", "long since; int a;")


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as s:
        yield s


def until(watcher: Watcher, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot for which something holds."""
    deadline = time.monotonic() + 60
    while not holds(shot := watcher.snapshot()):
        assert time.monotonic() < deadline, shot
        time.sleep(0.02)
    return shot


def test_before_there_is_a_program_there_is_nothing(session: Session):
    assert Watcher(session).snapshot() == Snapshot()


def test_a_blocked_thread_is_seen_in_its_call(session: Session):
    session.define(SERVER, unit="server")
    watcher = Watcher(session)
    assert (watcher.snapshot().doing, watcher.snapshot().threads[0].state) == ("idle", "idle")
    session.run("main")
    shot = until(watcher, lambda s: bool(s.threads and s.threads[0].state == "blocked"))
    (thread,) = shot.threads
    assert (thread.unit, thread.line, thread.function) == ("server", 5, "take")
    assert [frame.function for frame in thread.stack] == ["take", "the loop of main", "main"]
    assert not any(frame.old for frame in thread.stack)
    assert {f.name for f in shot.functions if f.active} == {"take", "the loop of main", "main"}
    assert shot.doing == "running"


def test_a_running_thread_is_seen_at_its_latest_point(session: Session):
    session.define("int n; int main(void) { for (;;) { n++; update(); } }", unit="busy")
    session.run("main")
    shot = until(Watcher(session), lambda s: bool(s.threads and s.threads[0].unit))
    assert (shot.threads[0].state, shot.threads[0].line) == ("running", 1)


def test_a_program_without_points_is_left_alone(session: Session):
    session.define(
        "volatile int n; int main(void) { while (n < 1 << 30) n++; return 0; }", unit="u"
    )
    session.run("main")
    watcher = Watcher(session)
    for _ in range(5):
        assert all(not thread.stack for thread in watcher.snapshot().threads)


def test_a_pending_patch_has_a_verdict_for_each_point(session: Session):
    session.define(SERVER, unit="server")
    session.run("main")
    watcher = Watcher(session)
    until(watcher, lambda s: s.threads[0].state == "blocked")
    assert session.define(AGED, unit="server", wait=0).state == "pending"
    shot = until(watcher, lambda s: bool(s.pending and s.pending.reasons[0].line))
    assert shot.pending is not None
    assert not shot.pending.held
    assert "take" in shot.pending.reasons[0].reason
    verdicts = {point.line: (point.verdict, point.because) for point in shot.points}
    assert verdicts[5][0] == "later"
    assert any("T" in name for name in verdicts[5][1])
    assert verdicts[7] == ("now", ())


def test_the_timeline_tells_where_a_patch_waited_and_what_it_converted(session: Session):
    session.define(SERVER, unit="server")
    session.run("main")
    watcher = Watcher(session)
    until(watcher, lambda s: s.threads[0].state == "blocked")
    patch = session.define(AGED, unit="server", wait=0)
    until(watcher, lambda s: bool(s.pending and s.pending.reasons[0].line))
    session.write_stdin(b"x")
    assert patch.wait(60)
    shot = until(watcher, lambda s: bool(s.timeline[-1].converted))
    step = shot.timeline[-1]
    assert step.where == "server:7 in the loop of main"
    assert step.waited_for == ("struct T, in use in take at server:5",)
    assert step.converted == 1
    assert step.waited_s is not None
    assert step.pause_us is not None


def test_old_code_on_the_stack_is_marked(session: Session):
    session.define(SERVER, unit="server")
    session.run("main")
    watcher = Watcher(session)
    until(watcher, lambda s: s.threads[0].state == "blocked")
    changed = session.define(SERVER.replace("return *kept", "return 2 + *kept"), unit="server")
    assert changed.state == "applied"
    shot = watcher.snapshot()
    take = next(f for f in shot.functions if f.name == "take")
    assert (take.version, take.active, take.old) == (1, (0,), (0,))
    assert shot.threads[0].stack[0].old


def test_what_is_taken_back_stays_in_the_timeline(session: Session):
    session.define(SERVER, unit="server")
    session.run("main")
    session.hold()
    session.define(AGED, unit="server", wait=0)
    shot = Watcher(session).snapshot()
    assert shot.holding
    assert shot.pending is not None
    assert shot.pending.held
    session.cancel()
    steps = Watcher(session).snapshot().timeline
    assert [step.state for step in steps] == ["applied", "cancelled"]


def test_types_have_size_class_and_reason(session: Session):
    session.define(
        "struct free { int a; };\nstruct free f;\n"
        "struct packed { char c; int i; } __attribute__((packed));\nstruct packed p;",
        unit="types",
    )
    free, packed = Watcher(session).snapshot().types
    assert (free.name, free.wrappability, free.used) == ("struct free", "free", 4)
    assert (packed.wrappability, packed.size, packed.line) == ("fixed", None, 3)
    assert "packed" in packed.reason


def test_objects_that_were_not_converted_so_far_are_counted(session: Session):
    text = "struct T { int a; };\nstruct T t[5];\nint get(int i) { return t[i].a; }"
    session.define(text, unit="types")
    watcher = Watcher(session)
    assert watcher.snapshot().types[0].remaining is None
    session.define(text.replace("int a;", "long b; int a;"), unit="types")
    assert (row := watcher.snapshot().types[0]).remaining == 5
    assert row.converted == 0
    session.call("get", 0)
    session.call("get", 3)
    row = until(watcher, lambda s: s.types[0].remaining != 5).types[0]
    assert (row.converted, row.remaining) == (2, 3)


def test_the_end_of_the_process_is_told(session: Session):
    session.define("#include <stdlib.h>\nint main(void) { abort(); }", unit="crash")
    session.run("main")
    shot = until(Watcher(session), lambda s: s.doing == "ended")
    assert "SIGABRT" in shot.ended
    assert shot.threads == ()


def test_a_snapshot_is_json_whatever_the_text_holds(session: Session):
    session.define('const char *s = "h\udce9";', unit="latin")
    form = json.loads(Watcher(session, "one").snapshot().numbered(3).to_json())
    assert (form["seq"], form["session"], form["version"]) == (3, "one", 0)
    assert "h\udce9" in form["sources"][0]["text"]
