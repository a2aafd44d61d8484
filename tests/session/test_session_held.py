"""Evaluations at whose update points a patch comes: what they use stays until they are done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from session_programs import PATIENCE, Watched

from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.job import Job
from dsu_kernel.updating.evaluation import Evaluator, Prepared

# fgets_unlocked is no blocking region: while a function waits for a line it stands at no point.
PROGRAM = """\
#define _GNU_SOURCE
#include <stdio.h>
static void stop(void) {
    char line[10];
    puts("stopped");
    fflush(stdout);
    fgets_unlocked(line, sizeof line, stdin);
}
struct T { int a; int b; };
struct T one = {.a = 1, .b = 2};
int row[2] = {1, 2};
int look(void) { return one.a; }
int twice(int n) { return 2 * n; }
int wait(int n) { stop(); update(); return n + look(); }
int from(const int *p) { stop(); update(); look(); row[1] = 3; return *p; }
int apply(int (*f)(int)) { stop(); update(); return f(4); }
"""
TYPE = ("struct T { int a;", "struct T { long more[8]; int a;")
GLOBAL = ("int row[2]", "int row[50]")
PROTOTYPE = ("int twice(int n)", "int twice(const char *s, int n)")
OWN = ("int wait(int n)", "int wait(const char *s, int n)")


@contextmanager
def evaluation(watched: Watched, text: str, answers: list[object]) -> Iterator[None]:
    """Evaluate in a thread; inside the evaluation waits for a line."""
    thread = threading.Thread(target=lambda: answers.append(watched.session.eval(text)))
    thread.start()
    try:
        watched.wait_for(b"stopped", 1)
        yield
    finally:
        watched.session.write_stdin("\n\n")
        thread.join(PATIENCE)


@pytest.mark.parametrize(
    ("text", "change", "value"),
    [
        ("(wait(1), one.b)", TYPE, 2),
        ("from(&one.b)", TYPE, 2),
        ("from(&row[1])", GLOBAL, 3),
        ("apply(twice)", PROTOTYPE, 8),
        ("wait(1); wait(5)", OWN, 6),
    ],
)
def test_what_an_evaluation_uses_stays_until_it_is_done(
    watched: Watched, text: str, change: tuple[str, str], value: int
) -> None:
    watched.session.define(PROGRAM, "cell")
    answers: list[object] = []
    with evaluation(watched, text, answers):
        patch = watched.session.define(PROGRAM.replace(*change), "cell", wait=0)
    assert answers == [value]
    assert patch.wait(PATIENCE)
    assert patch.report is not None
    assert patch.report.where is None


def test_an_evaluation_for_an_older_version_is_made_anew(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, submitted = Evaluator._submit, threading.Event()

    def noting(process: LiveProcess, prepared: Prepared) -> Job:
        job = submit(process, prepared)
        submitted.set()
        return job

    watched.session.define(PROGRAM, "cell")
    watched.session.run("wait", 1)
    watched.wait_for(b"stopped", 1)
    monkeypatch.setattr(Evaluator, "_submit", staticmethod(noting))
    answers: list[object] = []
    text = "(look(), one.b)"  # converts it, then looks at it
    asking = threading.Thread(target=lambda: answers.append(watched.session.eval(text)))
    asking.start()
    assert submitted.wait(PATIENCE)
    patch = watched.session.define(PROGRAM.replace(*TYPE), "cell", wait=0)
    watched.type()
    asking.join(PATIENCE)
    assert answers == [2]
    assert patch.wait(PATIENCE)


def test_what_it_does_not_use_may_change_meanwhile(watched: Watched) -> None:
    watched.session.define(PROGRAM, "cell")
    answers: list[object] = []
    with evaluation(watched, "wait(1)", answers):
        patch = watched.session.define(PROGRAM.replace(*TYPE), "cell", wait=0)
    assert answers == [2]
    assert patch.wait(PATIENCE)
    assert patch.report is not None
    assert patch.report.where is not None
