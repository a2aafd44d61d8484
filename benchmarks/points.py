"""What an update point costs: the same loop with and without one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .host import Host
from .process import build_live

PROGRAM = """
#include <dsu.h>
volatile int sink;
{noinline}int step(int n) {{ {inside} sink = n; return n + 1; }}
int run(int n)
{{
    int k = 0;
    for (int i = 0; i < n; i++) {{
        {loop}
        k = step(k);
    }}
    return k;
}}
"""
FORMS = {
    "a call that may be inlined": ("", "", ""),
    "a call that is not inlined": ("__attribute__((noinline)) ", "", ""),
    "update() in the function": ("", "update();", ""),
    "update() in the loop": ("", "", "update();"),
}
STEPS = 50_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """Nanoseconds of one iteration."""

    form: str
    nanoseconds: float


def measure(folder: Path, runs: int = 5) -> list[Point]:
    """Time each form; the best of so many runs, taken in turn."""
    host = Host(folder)
    modules = {}
    for number, (form, (noinline, inside, loop)) in enumerate(FORMS.items()):
        source = folder / f"point{number}.c"
        source.write_text(PROGRAM.format(noinline=noinline, inside=inside, loop=loop), "utf-8")
        modules[form] = build_live(source)
    times: dict[str, list[float]] = {form: [] for form in FORMS}
    for _ in range(runs):
        for form, module in modules.items():
            times[form].append(host.run(module, STEPS)[1] / STEPS * 1e9)
    return [Point(form, min(found)) for form, found in times.items()]
