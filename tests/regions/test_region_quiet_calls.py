"""Calls that could not come to an update when their caller was compiled, and can since a patch."""

from __future__ import annotations

import pytest
from region_server import Server

TEXT = """\
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct T { int a; };
struct T t = {7};
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
int look(void) { int s = 0; for (int i = 0; i < 5; i++) s += i * t.a; return s; }
int work(const void *x, const void *y)
{
    int s = 0;
    for (int i = 0; i < 3; i++)
        s += x != y;
    return s;
}
int (*pointer)(const void *, const void *) = work;
void next(void) { char c; ready(); read(0, &c, 1); }
int main(void)
{
    char c;
    int pair[2] = {1, 2};
    ready();
    read(0, &c, 1);
    CALL;
    dprintf(1, "%d\\n", t.a);
    next();
    return 0;
}
"""
WITH_POINT = TEXT.replace(
    "    int s = 0;\n    for", "    int s = 0;\n    next();\n    s = look();\n    for"
)
INSERTED = WITH_POINT.replace("{ int a; }", "{ int before; int a; }").replace("{7}", "{.a = 7}")
CALLS = {
    "direct": "work(pair, pair + 1)",
    "through a pointer": "pointer(pair, pair + 1)",
    "by a library": "qsort(pair, 2, sizeof(int), work)",
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def says_seven(server: Server, times: int) -> None:
    server.wait_blocked("ready\n", times)
    assert server.text.endswith(b"\n7\npid %d\nready\n" % server.pid)
    server.type("x")
    assert server.session.wait_exit(20) is not None


@each_call
def test_what_its_caller_uses_afterwards_is_held(server: Server, call: str) -> None:
    server.start(TEXT.replace("CALL", call))
    assert server.session.define(WITH_POINT.replace("CALL", call), "server").wait(20)
    server.type("x")
    server.wait_blocked("ready\n", 2)
    patch = server.session.define(INSERTED.replace("CALL", call), "server", wait=0)
    assert not patch.wait(0.2)
    (verdict,) = patch.verdicts
    assert verdict.reason == (
        "main (v0) waits for work, which had no update point when main (v0) was compiled"
    )
    server.type("x")
    assert patch.wait(20)
    says_seven(server, 3)


@each_call
def test_a_caller_that_knows_of_the_point_holds_what_it_uses(server: Server, call: str) -> None:
    unused = ("CALL", call), ('"%d\\n", t.a', '"7\\n"')
    before, after = WITH_POINT, INSERTED
    for old, new in unused:
        before, after = before.replace(old, new), after.replace(old, new)
    server.start(before)
    server.type("x")
    server.wait_blocked("ready\n", 2)
    assert server.session.define(after, "server").wait(20)
    server.type("x")
    says_seven(server, 3)
