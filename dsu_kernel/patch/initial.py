"""The first module of a program: everything is new."""

from __future__ import annotations

from dataclasses import replace

from dsu_kernel.patch.image_after import names_of, new_storage, taken_in
from dsu_kernel.patch.typing_plan import plan_types
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.image import Code, Image
from dsu_kernel.program.model import Version
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.probe import Evaluate


def first_module(
    version: Version, facts: Facts, slop: int, evaluate: Evaluate | None = None
) -> ModulePlan:
    """Plan the module of a program's first version.

    With ``evaluate`` the resulting image knows the layouts of all types, as patches need them;
    without, the module is the same but nothing can be planned on top of it.
    """
    functions, globals_ = version.functions, version.globals
    after = Image().with_names(names_of(version))
    if evaluate is not None:
        after = replace(after, types=plan_types(after, version, facts, slop, evaluate).types)
    after = replace(
        after,
        functions={key: Code(key, version.number, f.symbol.ctype) for key, f in functions.items()},
        globals={
            key: new_storage(key, s.ctype, 0, facts.types.kept) for key, s in globals_.items()
        },
        direct=facts.direct,
        taken=taken_in(facts),
        kept=facts.types.kept,
        held={key: facts.safety.fingerprint(key) for key in functions},
    )
    return ModulePlan(
        version,
        Image(),
        after,
        facts.types,
        facts.safety,
        facts.direct,
        frozenset(functions),
        slop,
    )
