"""One session, five threads that do all that can be done with it, in any order.

    pytest -m long -n 2 tests/campaigns/test_many_threads.py

Each thread draws its acts at random; how they come between one another is the machine's. Values
have to be those of one of the versions, nothing may raise, and all have to come to their ends.
``DSU_THREAD_SEEDS=FIRST-LAST`` chooses other seeds than 1-6.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from random import Random

import pytest

from dsu_kernel import Session

pytestmark = pytest.mark.long

THREADS = 5
ACTS = 120
PATIENCE = 300.0
"""Seconds after which threads are taken for hanging."""

TEXT = """\
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
struct T { FIELDS };
struct T t = {.a = 1};
struct T *heap;
int n, stop;
static int plus(int x) { return x + t.a; }
int f(void) { return RESULT; }
int work(void)
{
    if (!heap) {
        heap = calloc(3, sizeof *heap);
        heap[1].a = 5;
    }
    return f() + plus(1) + heap[1].a;
}
int main(void)
{
    while (!stop) {
        n += work() > 0;
        update();
    }
    return 7;
}
"""
FIELDS = ("int a;", "int b; int a;", "char pad[40]; int a;", "double d; int a; char *s;")


def a_text(rng: Random) -> str:
    return TEXT.replace("FIELDS", rng.choice(FIELDS)).replace("RESULT", rng.choice("12"))


class Actor:
    """Does what a thread does; each act checks what it gets."""

    def __init__(self, session: Session, rng: Random) -> None:
        self._session = session
        self._rng = rng
        s = session
        self._acts: Mapping[str, Callable[[], object]] = {
            **{f"look at an expression ({number})": self._eval for number in range(8)},
            "use the library": self._library,
            "call": self._call,
            "define": lambda: s.define(a_text(rng), "cell", wait=rng.choice((0, 0.1, 1))),
            "plan": lambda: s.plan(a_text(rng), "cell"),
            "go back": lambda: s.rollback(self._version(), wait=0.1),
            "plan to go back": lambda: s.plan_rollback(self._version()),
            "hold": s.hold,
            **{f"apply ({number})": lambda: s.apply(wait=0.1) for number in range(3)},
            "cancel": s.cancel,
            "types": lambda: s.types,
            "globals": lambda: s.globals,
            "object": lambda: str(s.object("t")),
            "objects": lambda: str(s.objects("T")),
            "layout": lambda: str(s.layout("T")),
            "complete": lambda: s.complete("t.", 2),
            "inspect": lambda: s.inspect(rng.choice(("printf", "work", "strtol", "T"))),
            "show": lambda: s.show("work"),
            "safety": s.safety,
            "glance": s.glance,
            "timeline": lambda: s.timeline,
        }

    def act(self) -> None:
        self._acts[self._rng.choice(list(self._acts))]()

    def _version(self) -> int:
        return self._rng.randrange(self._session.version + 1)

    def _eval(self) -> None:
        more = self._rng.randrange(1000)  # hardly one comes twice: all are compiled
        assert self._session.eval(f"t.a + {more}") == 1 + more

    def _library(self) -> None:
        name = self._rng.choice(("toupper('a')", "abs(-65)", '(int)strtol("65", 0, 10)'))
        assert self._session.eval(name) == 65

    def _call(self) -> None:
        value = self._session.call("work")
        assert isinstance(value, int)
        assert value - 7 in (1, 2)


def seeds() -> range:
    first, last = os.environ.get("DSU_THREAD_SEEDS", "1-6").split("-")
    return range(int(first), int(last) + 1)


@pytest.mark.parametrize("seed", seeds())
def test_many_threads(seed: int) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        actor = Actor(session, Random(f"{seed} {number}"))
        try:
            for _ in range(ACTS):
                actor.act()
        except BaseException as error:  # noqa: BLE001 - raised by the test
            failures.append(error)

    with Session() as session:
        session.define(a_text(Random(seed)), "cell")
        session.run()
        threads = [threading.Thread(target=work, args=(i,), daemon=True) for i in range(THREADS)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))
        assert not any(thread.is_alive() for thread in threads), "a thread does not end"
        for failure in failures:
            raise failure
        session.apply(wait=20)
        session.eval("stop = 1")
        end = session.wait_exit(20)
        assert end is not None
        assert end.status == 7
