"""Why a patch waits: point, name, frames, line, since when, and what would help, in real cases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Thread

import pytest
from session_programs import PATIENCE, Watched

from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.verdict import OTHERS, Verdict
from dsu_kernel.views.patches import patch_view

# getchar_unlocked is no blocking region: the program is held without standing at a point.
HALT = """\
#include <stdio.h>
void halt(void) { puts("halt"); fflush(stdout); getchar_unlocked(); }
"""


@pytest.fixture
def watched() -> Iterator[Watched]:
    w = Watched()
    with w.session:
        yield w


def waits(w: Watched, older: str, newer: str) -> tuple[Patch, Verdict]:
    """Run a program to its first halt, request a patch, let it go on to the second halt."""
    w.session.define(HALT + older, "cell")
    w.session.run()
    w.wait_for(b"halt")
    patch = w.session.define(HALT + newer, "cell", wait=0)
    w.type()
    w.wait_for(b"halt", 2)
    assert patch.state == "pending"
    (verdict,) = patch.verdicts
    return patch, verdict


DEEP = """\
struct T { FIELDS };
struct T one;
void inner(void) { halt(); update(); }
void middle(int n) { n ? middle(n - 1) : inner(); }
void outer(struct T *t) {
    t->x++;
    middle(1);
    halt();
    t->x++;
}
int main(void) { for (;;) { outer(&one); update(); } }
"""


def test_the_frames_between_the_point_and_the_use_are_told(watched: Watched) -> None:
    older, newer = (DEEP.replace("FIELDS", f) for f in ("int x;", "double d; int x;"))
    before = time.time()
    patch, verdict = waits(watched, older, newer)
    assert verdict.name == "struct T"
    assert str(verdict.point) == "cell:5"
    assert [(f.function, f.place.line) for f in verdict.through] == [
        ("middle", 6),
        ("middle", 6),
        ("outer", 9),
    ]
    assert (verdict.function, str(verdict.place)) == ("outer", "cell:9")
    assert [place.line for place in verdict.uses] == [11]
    assert verdict.since is not None
    assert before <= verdict.since <= time.time()
    text = str(patch.verdict)
    assert text.startswith(
        "at the update point cell:5: outer (v0) still uses struct T as it was, from cell:9 on "
        "(line 11), through middle (cell:6) < middle (cell:6) < outer (cell:9) (waiting for "
    )
    assert "appending fields to struct T instead" in verdict.help
    assert verdict.help.endswith("it can be applied at cell:13 in main_loop_body")
    watched.type()
    assert patch.wait(PATIENCE)  # at that point indeed


def test_a_call_with_the_old_arguments_is_told_with_its_line(watched: Watched) -> None:
    older = """\
void f(int n) { }
void work(void) {
    update();
    halt();
    f(1);
}
int main(void) { halt(); for (;;) { work(); update(); } }
"""
    newer = older.replace("f(int n)", "f(int n, int m)").replace("f(1)", "f(1, 2)")
    _, verdict = waits(watched, older, newer)
    assert (verdict.name, verdict.function, str(verdict.place)) == ("f", "work", "cell:5")
    assert [place.line for place in verdict.uses] == [7]
    assert "from cell:5 on (line 7)" in verdict.reason
    assert verdict.through == ()
    assert "keep f as it was" in verdict.help
    assert "it can be applied at cell:9 in main_loop_body" in verdict.help


def test_a_loop_that_is_not_taken_apart_is_named_with_the_reason(watched: Watched) -> None:
    older = """\
long n;
int main(void) {
#pragma dsu no_extract
    for (;;) {
        n++;
        update();
        halt();
    }
}
"""
    newer = older.replace("long n", "double n")
    _, verdict = waits(watched, older, newer)
    assert (verdict.name, verdict.function) == ("n", "main")
    assert "main has to be done with n" in verdict.help
    assert "cell:6:5: the loop of main is not extracted: #pragma dsu no_extract" in verdict.help
    assert "it can be applied" not in verdict.help


def test_a_handler_is_named_as_the_reason(watched: Watched) -> None:
    older = """\
#include <signal.h>
struct T { FIELDS };
struct T one;
void on(int s) { update(); halt(); }
int main(void) { signal(SIGUSR1, on); halt(); for (;;) { raise(SIGUSR1); one.x++; } }
"""
    older, newer = (older.replace("FIELDS", f) for f in ("int x;", "double d; int x;"))
    _, verdict = waits(watched, older, newer)
    assert verdict.reason == "a signal handler is active"
    assert str(verdict.point) == "cell:6"


def test_what_is_held_back_says_so_beside_what_the_program_holds(watched: Watched) -> None:
    older, newer = (DEEP.replace("FIELDS", f) for f in ("int x;", "double d; int x;"))
    patch, verdict = waits(watched, older, newer)
    watched.session.hold()
    held, same = patch.verdicts
    assert held.reason == "patches are held back"
    assert "let go (apply)" in held.help
    assert same.reason == verdict.reason
    assert str(patch_view(patch)).startswith("v1: held back\npatches are held back")
    watched.session.cancel()
    patch = watched.session.define(HALT + newer, "cell")
    assert [v.reason for v in patch.verdicts] == ["patches are held back"]
    watched.session.apply(wait=0)
    assert [v.reason for v in patch.verdicts] != ["patches are held back"]


def test_a_thread_that_comes_to_no_point_needs_one(watched: Watched) -> None:
    older = """\
#include <pthread.h>
volatile int stop;
long n;
void *busy(void *unused) { while (!stop) ; return unused; }
int main(void) {
    pthread_t thread;
    pthread_create(&thread, 0, busy, 0);
    for (;;) { halt(); n++; update(); }
}
"""
    patch, verdict = waits(watched, older, older.replace("long n", "double n"))
    assert verdict.reason == OTHERS
    assert "put update() where it passes regularly" in verdict.help
    assert "it can be applied" not in verdict.help
    watched.session.cancel()
    assert patch.state == "cancelled"


AGAIN = """\
struct T { FIELDS };
struct T one;
ADDED
void work(void) {
    update();
    halt();
    one.x += STEP;
}
int main(void) { halt(); for (;;) work(); }
"""


@pytest.mark.parametrize(("added", "lines"), [("", [9]), ("int other;\n", [])])
def test_the_version_is_that_of_the_body_that_stands_there(
    watched: Watched, added: str, lines: list[int]
) -> None:
    """Its lines are told while they are where they were when it was compiled."""
    first = AGAIN.replace("FIELDS", "int x;").replace("ADDED", "").replace("STEP", "1")
    watched.session.define(HALT + first, "cell")
    watched.session.run()
    watched.wait_for(b"halt")
    second = first.replace("+= 1", "+= 2")
    third = second.replace("struct T one;", f"struct T one;{added}")
    for halts, newer in enumerate([second, third], 2):
        patch = watched.session.define(HALT + newer, "cell", wait=0)
        watched.type()
        watched.wait_for(b"halt", halts)
        assert patch.state == "empty" or patch.wait(PATIENCE)
    patch = watched.session.define(
        HALT + third.replace("int x;", "double d; int x;"), "cell", wait=0
    )
    watched.type()
    watched.wait_for(b"halt", 4)
    (verdict,) = patch.verdicts
    assert verdict.reason.startswith("work (v1) still uses struct T as it was, from cell:7 on")
    assert [place.line for place in verdict.uses] == lines


def test_an_evaluation_is_no_frame(watched: Watched) -> None:
    text = """\
int twice(int n) { return 2 * n; }
int wait(int n) { halt(); update(); halt(); return n; }
"""
    watched.session.define(HALT + text, "cell")
    answers: list[object] = []
    asked = Thread(target=lambda: answers.append(watched.session.eval("wait(1); twice(2)")))
    asked.start()
    watched.wait_for(b"halt")
    newer = text.replace("twice(int n)", "twice(int n, int m)")
    patch = watched.session.define(HALT + newer, "cell", wait=0)
    watched.type()
    watched.wait_for(b"halt", 2)
    (verdict,) = patch.verdicts
    watched.type()
    asked.join(PATIENCE)
    assert answers == [4]
    assert verdict.reason == "the evaluation that is under way still uses twice as it was"
    assert (verdict.function, verdict.place, verdict.through) == ("", None, ())
    assert verdict.help.startswith("the evaluation has to be done with twice")
