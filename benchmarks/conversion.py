"""What it costs to convert an object at its first use after a patch."""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel import Session

PROGRAM = """
#include <stdlib.h>
#include <time.h>
struct item {{ {fields} }};
struct item *items;
unsigned *order;
int make(int n, int shuffled)
{{
    items = malloc((size_t)n * sizeof *items);
    order = malloc((size_t)n * sizeof *order);
    unsigned random = 1;
    for (int i = 0; i < n; i++) {{
        items[i].key = i;
        items[i].value = 2 * i;
        order[i] = (unsigned)i;
    }}
    for (int i = n - 1; shuffled && i > 0; i--) {{
        random = random * 1664525u + 1013904223u;
        int j = (int)((random >> 4) % (unsigned)(i + 1));
        unsigned t = order[i];
        order[i] = order[j];
        order[j] = t;
    }}
    return n;
}}
long sum(int n)
{{
    long sum = 0;
    for (int i = 0; i < n; i++)
        sum += items[order[i]].value;
    return sum;
}}
/* Nanoseconds of the processor: other processes do not count. */
static long now(void)
{{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000 + t.tv_nsec;
}}
long timed(int n)
{{
    long start = now();
    sum(n);
    return now() - start;
}}
"""
OLD = "long key; int value;"
NEW = "long key; int extra; long value;"


@dataclass(frozen=True, slots=True)
class Conversion:
    """Nanoseconds an object: of its first use after the patch, and of the uses after that."""

    order: str
    where: str
    objects: int
    first_use: float
    later_use: float


def measure(shuffled: bool, in_place: bool, objects: int = 1_000_000) -> Conversion:
    """Patch a type with many live objects, then walk them twice.

    ``in_place``: the program began with slop enough for the new form; else each object moves to
    storage of its own.
    """
    with Session(slop=16 if in_place else None) as session:
        session.define(PROGRAM.format(fields=OLD), unit="items")
        session.call("make", objects, int(shuffled))
        before = session.call("sum", objects)
        patch = session.define(PROGRAM.format(fields=NEW), unit="items")
        assert patch.state == "applied", patch.state
        session.call("timed", 0)  # compiles what calls it
        times = [_number(session.call("timed", objects)) / objects for _ in range(2)]
        after = session.call("sum", objects)
        assert before == after, (before, after)
    order = "at random" if shuffled else "in sequence"
    where = "in place" if in_place else "outgrown"
    return Conversion(order, where, objects, times[0] - times[1], times[1])


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
