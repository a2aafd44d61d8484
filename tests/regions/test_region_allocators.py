"""The program's own allocators change: who calls them takes their memory for what it is."""

from __future__ import annotations

import pytest
from region_server import Server

from dsu_kernel import Session

ALLOCATES = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#pragma dsu indirect xalloc
struct T { int a; int b; };
struct T *list[10]; int n;
void *xalloc(unsigned long size) { void *p = NEW; if (!p) abort(); return p; }
void *twice(unsigned long size) { void *p = xalloc(size); return p; }
void add(int v) { struct T *p = xalloc(sizeof *p); p->a = v; p->b = 2; list[n++] = p; }
void more(int v) { struct T *p = twice(sizeof *p); p->a = v; p->b = 2; list[n++] = p; }
int sum(void) { int s = 0; for (int i = 0; i < n; i++) s += list[i]->a * list[i]->b; return s; }
"""
ZEROED, GARBAGE = "calloc(1, size)", "malloc(size); if (p) memset(p, 0x55, size)"
RUNS = """\
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
int main(void)
{
    char c;
    ready();
    read(0, &c, 1);
    struct T *p = xalloc(sizeof *p);
    p->a = 5;
    p->b = 2;
    list[n++] = p;
    ready();
    read(0, &c, 1);
    dprintf(1, "%d\\n", sum());
    return 0;
}
"""
WIDER = ("{ int a; int b; }", "{ int before; int a; int b; }")


@pytest.mark.parametrize(("first", "then"), [(ZEROED, GARBAGE), (GARBAGE, ZEROED)])
def test_who_calls_an_allocator_follows_it(first: str, then: str) -> None:
    with Session() as session:
        session.define(ALLOCATES.replace("NEW", first), "cell")
        for name in ("add", "more"):
            session.call(name, 1)
        patch = session.define(ALLOCATES.replace("NEW", then), "cell")
        assert {"add", "more"} <= patch.difference.reissued.keys()
        for name in ("add", "more"):
            session.call(name, 10)
        session.define(ALLOCATES.replace("NEW", then).replace(*WIDER), "cell")
        for name in ("add", "more"):
            session.call(name, 100)
        assert session.call("sum") == 2 * 2 * 111


def test_old_code_that_still_calls_it_has_to_be_done(server: Server) -> None:
    server.start(ALLOCATES.replace("NEW", ZEROED) + RUNS)
    later = ALLOCATES.replace("NEW", GARBAGE) + RUNS
    patch = server.session.define(later, "server", wait=0)
    assert not patch.wait(0.2)
    (verdict,) = patch.verdicts
    assert verdict.reason.startswith("main (v0) still uses xalloc as it was, from server:")
    server.type("x")
    assert patch.wait(20)
    server.wait_blocked("ready\n", 2)
    assert server.session.define(later.replace(*WIDER), "server").wait(20)
    server.type("x")
    server.wait_for("\n10\n")
