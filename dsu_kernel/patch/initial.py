"""The first module of a program: everything is new."""

from __future__ import annotations

from dataclasses import replace

from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.facts import Facts
from dsu_kernel.image import Code, Image, Storage
from dsu_kernel.program import Version
from dsu_kernel.transform.module import ModulePlan


def names_of(version: Version) -> list[tuple[str, str]]:
    """Return all names of a version that a patch can change, as (kind, key)."""
    return [
        *(("F", key) for key in version.functions),
        *(("G", key) for key in version.globals),
        *(("T", record_name(key).key) for key in version.records),
    ]


def first_module(version: Version, facts: Facts, slop: int) -> ModulePlan:
    """Plan the module of a program's first version."""
    after = Image().with_names(names_of(version))
    after = replace(
        after,
        functions={
            key: Code(key, version.number, f.symbol.ctype) for key, f in version.functions.items()
        },
        globals={key: Storage(key, s.ctype, 0) for key, s in version.globals.items()},
    )
    return ModulePlan(
        version,
        Image(),
        after,
        facts.types,
        facts.safety,
        facts.direct,
        frozenset(version.functions),
        slop,
    )
