"""The slides' example of bad timing, and what comes of it when the object is used afterwards."""

from __future__ import annotations

import re

from dsu_kernel.errors import DsuError
from dsu_kernel.steps.pair import Change

_TRANSFORMER = "xout->x = __builtin_malloc(sizeof(int)); *xout->x = xin->x;"

SLIDES = Change(
    "the slides' example",
    """\
struct T { int x; int y; };
void foo(int* x) {
    *x = 1;
}
void call() {
    struct T t = {1, 2};
    foo(&t.x);
}
""",
    """\
struct T { int *x; int y; };
void foo(int* x) {
    *x = 1;
}
void call() {
    int z = 1;
    struct T t = {&z, 2};
    foo(t.x);
}
""",
    {"T": _TRANSFORMER},
    entry="call",
    runs=2,
    note='Slides "Problem: Bad Timing" to "Example revisited".',
)

USED = Change(
    "the same, and t is used afterwards",
    """\
struct T { int x; int y; };
void foo(int* x) {
    *x = 1;
}
int sum(struct T *t) {
    return t->x + t->y;
}
int call() {
    struct T t = {1, 2};
    foo(&t.x);
    return sum(&t);
}
""",
    """\
struct T { int *x; int y; };
void foo(int* x) {
    *x = 1;
}
int sum(struct T *t) {
    return *t->x + t->y;
}
int call() {
    int z = 1;
    struct T t = {&z, 2};
    foo(t.x);
    return sum(&t);
}
""",
    {"T": _TRANSFORMER},
    entry="call",
    runs=2,
    note="What was written as an int is followed as a pointer.",
)

PROGRAMS = {"slides": SLIDES, "used": USED}

_BETWEEN = re.compile(r"^-{3,}\s*$", re.MULTILINE)
_TRANSFORM = re.compile(r"^-{3,}\s*transform\s+(?:struct\s+)?(\w+)\s*$", re.MULTILINE)


def change_of(text: str, entry: str = "main", runs: int = 1) -> Change:
    """Return the change that a text describes: a program, ``---``, and the program edited.

    Type transformers may follow, each behind a line ``--- transform T``. Raises DsuError.
    """
    programs, *steps = _TRANSFORM.split(text)
    parts = _BETWEEN.split(programs)
    if len(parts) != 2:
        raise DsuError("give the program before and after the edit, with a line of --- between")
    transformers = dict(zip(steps[::2], steps[1::2], strict=True))
    old, new = (part.strip("\n") + "\n" for part in parts)
    return Change("a program of your own", old, new, transformers, entry, runs)
