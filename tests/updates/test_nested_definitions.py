"""Structs defined inside of structs, which use what the members before them define, may change."""

from __future__ import annotations

import pytest

from dsu_kernel import Session

FIRST = """\
#include <stdlib.h>
struct link {
    enum state { IDLE, BUSY } state;
    union word { int whole; char part[4]; } word;
    struct past { enum state old; union word last; int log[2]; } past;
};
struct link *one;
void make(void) {
    one = malloc(sizeof *one);
    *one = (struct link){BUSY, {1}, {IDLE, {65}, {7, 8}}};
}
int look(void) { return one->past.log[1] * 100 + one->past.last.part[0] + one->state; }
"""
INNER = FIRST.replace("int log[2]; }", "int log[2]; double more; long again; }")
BOTH = INNER.replace("} past;", "} past; int behind;").replace(
    "union word last;", "enum state also; union word last;"
)
SEEN = BOTH.replace(
    "+ one->state;", "+ one->state + one->behind + (int)one->past.more + one->past.also;"
)


@pytest.mark.parametrize("slop", [0, 4, 64])
def test_inner_and_outer_struct_change(slop: int) -> None:
    with Session(slop=slop) as session:
        session.define(FIRST)
        session.call("make")
        for text in (INNER, BOTH, SEEN):
            assert session.eval("look()") == 866
            session.define(text)
        assert session.eval("look()") == 866
        session.eval("one->past.also = BUSY, one->behind = 20")
        assert session.eval("look()") == 887
