"""Slots of many modules are switched together, in little time."""

from __future__ import annotations

import json
from pathlib import Path

from .workshop import Workshop

FUNCTIONS = 1000
MODULES = 20


def _module(version: int, functions: int) -> str:
    """A module that re-issues every function, and has a slot for each."""
    numbers = range(1, functions + 1)
    sum_id = functions + 1 + version
    sum_name = f"sum{version}"
    calls = " + ".join(f"f{n}_fptr()" for n in numbers)
    return "\n".join(
        [
            '#include "module.h"',
            f"BODY int body(void) {{ return {version}; }}",
            *(f"SLOT(int (*)(void), f{n}, body);" for n in numbers),
            f"BODY int sum_v(void) {{ return {calls}; }}",
            f"SLOT(int (*)(void), {sum_name}, sum_v);",
            f"ENTRY({sum_name});",
            "static const struct dsu_name names[] = {",
            *(f'{{{n}, \'F\', "f{n}"}},' for n in numbers),
            f"{{{sum_id}, 'F', \"{sum_name}\"}}}};",
            "static const struct dsu_slot slots[] = {",
            *(f"{{{n}, (void **)&f{n}_fptr}}," for n in numbers),
            f"{{{sum_id}, (void **)&{sum_name}_fptr}}}};",
            "static const struct dsu_issue issues[] = {",
            *(f"{{{n}, body}}," for n in numbers),
            f"{{{sum_id}, sum_v}}}};",
            "static const struct dsu_unit unit = {.name = \"many\",",
            ".n_names = COUNT(names), .names = names, .n_slots = COUNT(slots), .slots = slots,",
            ".n_issues = COUNT(issues), .issues = issues};",
            "static const struct dsu_unit *const units[] = {&unit};",
            f"EXPORT const struct dsu_module dsu_module = {{DSU_ABI, {version}, 1, units, NONE,",
            "&pending, 0, 0, 0};",
        ]
    )  # fmt: skip


def _modules(workshop: Workshop, folder: Path, functions: int, count: int) -> list[Path]:
    found = []
    for version in range(count):
        source = folder / f"many_{version}_.c"
        source.write_text(_module(version, functions))
        found.append(workshop.module(source, version, "-O0", "-g0"))
    return found


def test_a_thousand_functions_in_twenty_modules(workshop: Workshop, tmp_path: Path) -> None:
    modules = _modules(workshop, tmp_path, FUNCTIONS, MODULES)
    done = workshop.run(workshop.driver("many_driver.c"), str(FUNCTIONS), *modules)
    assert (done.status, done.stderr) == (0, "")
    report = json.loads(done.stdout.splitlines()[0])
    assert report["state"] == "applied"
    assert report["pause_ns"] < 20_000_000  # some tens of microseconds on an idle machine


def test_slots_under_sanitizers(any_workshop: Workshop, tmp_path: Path) -> None:
    modules = _modules(any_workshop, tmp_path, 20, 4)
    done = any_workshop.run(any_workshop.driver("many_driver.c"), "20", *modules)
    assert (done.status, done.stderr) == (0, "")
