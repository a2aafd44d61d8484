"""On which lines a name is used after a call or point."""

from __future__ import annotations

import pytest
from safety_support import safety_of

from dsu_kernel.analysis.safety_facts import Name

TEXT = """#include <dsu.h>
struct T { int a; }; struct U { int u; };
struct T one;
void take(int *p);
int f(struct T *t, int n) {
    t->a = 1;
    while (n--) {
        one.a++;
        update();
        if (n == 3) break;
    }
    switch (n) {
    case 1: update(); t->a = 2;
    case 2: t->a = 3; break;
    default: t->a = 4; return 0;
    }
    update();
    return n;
}
void g(struct T *t) { take(&t->a); }
void take(int *p) { update(); *p = 1; }
"""


@pytest.mark.parametrize(
    ("function", "line", "name", "lines"),
    [
        ("f", 9, Name("T", "struct T"), [8, 13, 14, 15]),
        ("f", 9, Name("G", "one"), [8]),
        ("f", 13, Name("T", "struct T"), [13, 14]),
        ("f", 17, Name("T", "struct T"), []),
        ("f", 9, Name("T", "struct U"), []),
        ("f", 10, Name("T", "struct T"), []),  # nothing stands there
        ("g", 20, Name("T", "struct T"), []),  # a pointer alone leads to it
    ],
)
def test_the_lines_follow_the_flow_of_control(
    function: str, line: int, name: Name, lines: list[int]
) -> None:
    safety = safety_of(TEXT)
    found = safety.later_uses(function, line, name)
    assert [place.line for place in found] == lines
