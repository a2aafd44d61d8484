"""How long the program stands still at the commit of a patch."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from dsu_kernel import Session

OBJECTS = """
#include <stdlib.h>
struct node { long value; struct node *next; };
struct node *all;
int make(int n)
{
    for (int i = 0; i < n; i++) {
        struct node *fresh = malloc(sizeof *fresh);
        fresh->value = i;
        fresh->next = all;
        all = fresh;
    }
    return n;
}
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """Microseconds of the commit of a patch to so many functions, with so many live objects.

    ``seconds``: from the cell to live code.
    """

    functions: int
    objects: int
    microseconds: float
    seconds: float


def program(functions: int, edit: int) -> str:
    """A program of so many functions that all change with ``edit``."""
    bodies = (f"long f{i}(long x) {{ return x * {i} + {edit}; }}\n" for i in range(functions))
    return "".join(bodies)


def measure(functions: int, objects: int, patches: int = 5) -> Pause:
    """Change all functions ``patches`` times, to what no kept module has; the median pause."""
    first = time.time_ns()
    with Session() as session:
        session.define(OBJECTS, unit="objects")
        session.call("make", objects)
        session.define(program(functions, 0), unit="functions")
        began = time.perf_counter()
        for edit in range(first, first + patches):
            patch = session.define(program(functions, edit), unit="functions", wait=60)
            assert patch.state == "applied", patch.state
        seconds = (time.perf_counter() - began) / patches
        assert session.call("f0", 1) == edit
        pauses = [entry.pause_us for entry in session.timeline[-patches:]]
    return Pause(functions, objects, statistics.median(p for p in pauses if p is not None), seconds)
