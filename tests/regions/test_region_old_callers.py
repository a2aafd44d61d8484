"""Functions of an old version that go on give new bodies what the new text no longer gives."""

from __future__ import annotations

import pytest
from region_server import Server

from dsu_kernel.errors import PatchRefused

TEXT = """\
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct T { int a; int b; };
struct T t = {1, 2};
int other = 5;
int *kept;
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
int once(int *p) { int s = 0; for (int i = 0; i < 3; i++) s += *p; return s; }
int (*pointer)(int *) = once;
int show(void) { t.a++; return kept ? *kept : -1; }
int main(void)
{
    char c;
    ready();
    read(0, &c, 1);
    CALL(&GIVEN);
    ready();
    read(0, &c, 1);
    dprintf(1, "%d\\n", show());
    return 0;
}
"""
PATCHES = {
    "a member": ("t.b", "{ int a; int b; }", "{ int pad; int b; int a; }", "2"),
    "a global": ("other", "int other = 5", "long other = 5", "5"),
}


@pytest.mark.parametrize("call", ["once", "pointer"])
@pytest.mark.parametrize("given", PATCHES)
def test_what_a_new_body_keeps_stays_in_place(server: Server, call: str, given: str) -> None:
    what, old, new, value = PATCHES[given]
    text = TEXT.replace("CALL", call)
    server.start(text.replace("GIVEN", what))
    text = text.replace("int s = 0;", "int s = 0; kept = p;").replace("GIVEN", "*(int *)malloc(4)")
    assert server.session.define(text, "server").wait(20)
    server.type("x")
    server.wait_blocked("ready\n", 2)
    later = text.replace(old, new).replace("t = {1, 2}", "t = {.a = 1, .b = 2}")
    with pytest.raises(PatchRefused, match=f"pointer to .* kept .*&{what}"):
        server.session.define(later, "server")
    server.type("x")
    server.wait_for(f"\n{value}\n")
