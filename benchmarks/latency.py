"""From the cell to live code: one function edited in a program of 300 lines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass

from dsu_kernel import Session

HEAD = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
FUNCTION = """
struct record{i} {{ int id; char name[24]; long amount; struct record{i} *next; }};
struct record{i} *all{i};
long add{i}(int id, const char *name, long amount)
{{
    struct record{i} *r = malloc(sizeof *r);
    r->id = id;
    r->amount = amount;
    snprintf(r->name, sizeof r->name, "%s", name);
    r->next = all{i};
    all{i} = r;
    return amount;
}}
long total{i}(void)
{{
    long sum = {edit};
    for (struct record{i} *r = all{i}; r; r = r->next)
        if (strlen(r->name) > 0)
            sum += r->amount;
    return sum;
}}
"""
GROUPS = 14


@dataclass(frozen=True, slots=True)
class Latency:
    """Median milliseconds: in total, and by stage."""

    lines: int
    total: float
    stages: Mapping[str, float]


def program(edit: int) -> str:
    """About 300 lines; ``edit`` stands in the body of one function."""
    groups = (FUNCTION.format(i=i, edit=edit if i == GROUPS // 2 else 0) for i in range(GROUPS))
    return HEAD + "".join(groups)


def measure(edits: int = 15) -> Latency:
    """Edit one function again and again; the median of what each edit took.

    The edits are others in each run: compiled modules are kept.
    """
    first = time.time_ns()
    totals: list[float] = []
    stages: dict[str, list[float]] = {}
    with Session() as session:
        session.define(program(0), unit="records")
        for edit in range(first, first + edits):
            start = time.perf_counter()
            patch = session.define(program(edit), unit="records")
            totals.append((time.perf_counter() - start) * 1000)
            assert patch.state == "applied", patch.state
            for stage, seconds in patch.stages.items():
                stages.setdefault(stage, []).append(seconds * 1000)
        assert session.call(f"total{GROUPS // 2}") == edit
    medians = {stage: statistics.median(values) for stage, values in stages.items()}
    return Latency(program(0).count("\n"), statistics.median(totals), medians)
