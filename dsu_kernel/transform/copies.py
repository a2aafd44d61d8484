"""Bodies of leaves that a part of a module has for its own direct calls, to be inlined.

Another part of the module issues them, or an earlier module has: then the callers are as fast as in
a program that starts afresh, and are issued anew when the leaf changes.
"""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import FUNCTION_NAMES, FunctionDef, TranslationUnit
from dsu_kernel.cfront.semantics.statics import liftable, walk
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.model import Version
from dsu_kernel.transform.builtin_names import BUILTIN_NAMES
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.parts import Part


def repeated(version: Version, facts: Facts, issued: frozenset[str]) -> frozenset[str]:
    """Return the functions in force whose bodies go into those of ``issued`` that call them."""
    unit_of = facts.safety.graph.unit_of
    return frozenset(
        callee
        for caller, callee in facts.direct
        if caller in issued and callee not in issued
        if _may_come_twice(version.functions[callee], unit_of[callee])
    )


def copied(plan: ModulePlan, unit: TranslationUnit, part: Part) -> frozenset[str]:
    """Return the functions that a part of a unit calls directly but does not issue."""
    here = {f.key: f for f in unit.functions.values()}
    issued = {key for key in here.keys() & plan.issue if part.has(key)}
    called = {callee for caller, callee in plan.direct if caller in issued}
    elsewhere = {key for key in called & plan.issue if not part.has(key)}
    return frozenset(
        (called & plan.repeated) | {key for key in elsewhere if _may_come_twice(here[key], unit)}
    )


def _may_come_twice(function: FunctionDef, unit: TranslationUnit) -> bool:
    """Whether two bodies are as one: they share static objects, and gcc reads no more in them."""
    if function.name in BUILTIN_NAMES:
        return False
    if any(s.key is not None and not liftable(s, unit) for s in function.locals):
        return False
    nodes = walk(function.node.body)
    return not any(isinstance(node, c_ast.ID) and node.name in FUNCTION_NAMES for node in nodes)
