"""What it costs a program to be watched by a panel, and what a snapshot costs its kernel."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import cast

from rich.table import Table

from dsu_kernel import Session
from dsu_kernel.watching.publisher import Publisher
from dsu_kernel.watching.snapshot import Snapshot
from dsu_kernel.watching.watcher import Watcher

LOOP = """
#include <time.h>
struct state {{ long n, sum; }};
struct state s;
int step(struct state *t) {{ t->sum += t->n++ % 7; return t->sum > 1000; }}
int spent;
long cpu(void)
{{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}}
int main(void)
{{
    long began = cpu();
    for (int i = 0; i < 300000000; i++) {{
        step(&s);
        {point}
    }}
    spent = cpu() - began;
    return 0;
}}
"""
POINTS = {
    "an update point in each round": "update();",
    "one in 1,000 rounds": "if (i % 1000 == 0) update();",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """Processor time of a loop, watched over alone, pair by pair; snapshots while it ran."""

    title: str
    ratios: tuple[float, ...]
    snapshots: int


def measure(title: str, point: str, pairs: int) -> Watched:
    """Run the loop alone and watched, in turn; the order alternates."""
    ratios, snapshots = [], 0
    with Session() as session:
        session.define(LOOP.format(point=point), unit="loop")
        _spent(session, False)  # the first run warms up
        for pair in range(pairs):
            times = {}
            for watched in (False, True) if pair % 2 == 0 else (True, False):
                times[watched], number = _spent(session, watched)
                snapshots += number
            ratios.append(times[True] / times[False])
    return Watched(title, tuple(ratios), snapshots)


def _spent(session: Session, watched: bool) -> tuple[int, int]:
    """Microseconds of the program's thread, and how many snapshots were published meanwhile."""
    shots: list[Snapshot] = []
    publisher = Publisher(session, "", shots.append) if watched else None
    if publisher is not None:
        publisher.start()
    session.run("main")
    session.wait_exit()
    if publisher is not None:
        publisher.stop()
    return cast(int, session.eval("spent")), len(shots)


def snapshot_ms(number: int) -> tuple[float, int]:
    """Milliseconds (median) to take and write a snapshot of a blocked program, and its bytes."""
    text = LOOP.format(point="usleep(100);").replace("<time.h>", "<time.h>\n#include <unistd.h>")
    functions = "".join(f"int f{i}(int n) {{ return n + {i}; }}\n" for i in range(40))
    with Session() as session:
        session.define(text + functions, unit="loop")
        session.run("main")
        watcher, times = Watcher(session), []
        for _ in range(number):
            began = time.perf_counter()
            form = watcher.snapshot().to_json()
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000, len(form)


def watching_table(pairs: int) -> Table:
    """Everything here as a table."""
    table = Table("program", "time watched / alone", "of", "snapshots", title="Watched by a panel")
    for title, point in POINTS.items():
        found = measure(title, point, pairs)
        spread = f"{min(found.ratios):.3f} to {max(found.ratios):.3f}"
        table.add_row(title, f"{statistics.median(found.ratios):.3f}", spread, str(found.snapshots))
    milliseconds, size = snapshot_ms(200)
    table.add_row("a snapshot of 45 functions", f"{milliseconds:.1f} ms", f"{size:,} bytes", "")
    return table
