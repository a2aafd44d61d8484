"""A whole module: the generated units of one version, and what holds them together."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.transform.descriptor import module_text
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.parts import WHOLE, parts
from dsu_kernel.transform.rows import ids_of
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.state import STATE
from dsu_kernel.transform.unit import UnitTransformer
from dsu_kernel.transform.unit_writer import UnitWriter

MakeTransformer = Callable[[Scheme, str], UnitTransformer]

_PRELUDE = 'extern unsigned __dsu_pending __attribute__((visibility("hidden")));\n'


@dataclass(frozen=True, slots=True)
class GeneratedModule:
    """The C text of a module: its units, and for display the text of each name.

    ``divided``: a large unit is in parts. They may not compile where the whole does, as a part does
    not see the values of the other's constants.
    """

    units: tuple[str, ...]
    shown: Mapping[str, str]
    divided: bool = False


def generate(
    plan: ModulePlan,
    abi: str,
    machine: str = "",
    transformer: MakeTransformer = UnitTransformer,
    *,
    divide: bool = True,
) -> GeneratedModule:
    """Write the module; ``abi`` is the text of the runtime's declarations.

    ``transformer`` makes what prints the items of a unit. ``divide``: large units may be in parts.
    """
    machine = machine or platform.machine()
    texts: list[str] = []
    shown: dict[str, str] = {}
    symbols: list[str] = []
    described: frozenset[RecordKey] = frozenset()
    divided = False
    for index, unit in enumerate(plan.version.units):
        if plan.version.number and not _concerned(plan, unit):
            continue
        found = parts(plan, unit) if divide else [WHOLE]
        divided |= len(found) > 1
        for part in found:
            symbol = f"__dsu_unit_{len(symbols)}"
            writer = UnitWriter(plan, unit, index, described, part)
            text, named = writer.write(transformer(writer.scheme, machine), symbol)
            described |= writer.types.keys()
            texts.append(_PRELUDE.join((abi, text)))
            shown.update(named)
            symbols.append(symbol)
    state = STATE if plan.state else "0"
    bound = plan.state is not None and plan.state.bound
    guarded = ids_of(plan.safety.used_in_handlers, plan.after)
    own = module_text(plan.version.number, symbols, plan.changed, guarded, state, bound)
    if len(texts) == 1:
        # One compilation instead of two: that is most of the time to live code.
        texts[0] += own
    else:
        texts.append(abi + own)
    return GeneratedModule(tuple(texts), shown, divided)


def _concerned(plan: ModulePlan, unit: TranslationUnit) -> bool:
    """Whether a patch has anything in this unit."""
    if not plan.version.program.files:
        return True
    if plan.state is not None and plan.state.base is unit:
        return True
    keys = {f.key for f in unit.functions.values()}
    symbols = {s.key for s in (*unit.objects.values(), *unit.static_locals)}
    fresh = {k for k, g in plan.after.globals.items() if plan.before.globals.get(k) != g}
    types = {step.key for step in plan.steps}
    fresh |= plan.overwritten
    return bool(keys & plan.issue or symbols & fresh or types & unit.records.keys())
