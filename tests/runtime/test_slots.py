"""Slots of many modules are switched together, in little time."""

from __future__ import annotations

import json
from pathlib import Path

from .workshop import Workshop

FUNCTIONS = 1000
MODULES = 20


def _functions(count: int) -> str:
    """What all modules have in common: they re-issue every function, and have a slot for each."""
    numbers = range(1, count + 1)
    calls = " + ".join(f"f{n}_fptr()" for n in numbers)
    return "\n".join(
        [
            '#include "module.h"',
            "extern const int version;",
            "BODY int body(void) { return version; }",
            *(f"SLOT(int (*)(void), f{n}, body);" for n in numbers),
            f"__attribute__((noipa)) int sum(void) {{ return {calls}; }}",
            "static const struct dsu_name names[] = {",
            *(f"{{{n}, 'F', \"f{n}\"}}," for n in numbers),
            "};",
            "static const struct dsu_slot slots[] = {",
            *(f"{{{n}, (void **)&f{n}_fptr}}," for n in numbers),
            "};",
            "static const struct dsu_issue issues[] = {",
            *(f"{{{n}, body}}," for n in numbers),
            "};",
            'const struct dsu_unit many = {.name = "many",',
            ".n_names = COUNT(names), .names = names, .n_slots = COUNT(slots), .slots = slots,",
            ".n_issues = COUNT(issues), .issues = issues};",
        ]
    )


def _module(version: int, functions: int) -> str:
    """A module of its own version, with a function of its own that sums what all others say."""
    sum_id, sum_name = functions + 1 + version, f"sum{version}"
    return f"""\
#include "module.h"
const int version = {version};
extern const struct dsu_unit many;
extern int sum(void);
SLOT(int (*)(void), {sum_name}, sum);
ENTRY({sum_name});
static const struct dsu_name names[] = {{{{{sum_id}, 'F', "{sum_name}"}}}};
static const struct dsu_slot slots[] = {{{{{sum_id}, (void **)&{sum_name}_fptr}}}};
static const struct dsu_issue issues[] = {{{{{sum_id}, sum}}}};
static const struct dsu_unit own = {{.name = "own",
    .n_names = COUNT(names), .names = names, .n_slots = COUNT(slots), .slots = slots,
    .n_issues = COUNT(issues), .issues = issues}};
static const struct dsu_unit *const units[] = {{&many, &own}};
EXPORT const struct dsu_module dsu_module = {{
    DSU_ABI, {version}, 2, units, NONE, &pending, 0, 0, 0}};
"""


def _modules(workshop: Workshop, folder: Path, functions: int, count: int) -> list[Path]:
    source = folder / "many.c"
    source.write_text(_functions(functions))
    many = str(workshop.part(source))
    found = []
    for version in range(count):
        source = folder / f"own_{version}_.c"
        source.write_text(_module(version, functions))
        found.append(workshop.module(source, version, many))
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
