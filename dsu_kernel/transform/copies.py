"""Bodies that a part of a module has for its own direct calls, to be inlined.

Small leaves that another part of the module issues, or an earlier module has: then the callers are
as fast as in a program that starts afresh, and are issued anew when the leaf changes. And second
bodies of functions with one caller: the first is for the slot, so gcc would not inline it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from pycparser import c_ast

from dsu_kernel.analysis.safety.calls.direct import only_calls
from dsu_kernel.cfront.model import FUNCTION_NAMES, FunctionDef, TranslationUnit
from dsu_kernel.cfront.semantics.statics import liftable, walk
from dsu_kernel.program.facts import Facts
from dsu_kernel.transform.builtin_names import BUILTIN_NAMES
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.parts import Part


def repeated(facts: Facts, issued: frozenset[str]) -> frozenset[str]:
    """Return the functions in force whose bodies go into those of ``issued`` that call them."""
    graph = facts.safety.graph

    def in_force(key: str) -> bool:
        return key not in issued and _may_come_twice(graph.functions[key], graph.unit_of[key])

    return _reached(issued, facts.direct, in_force)


def copied(plan: ModulePlan, unit: TranslationUnit, part: Part) -> frozenset[str]:
    """Return the functions that a part of a unit calls directly but does not issue."""
    here = {f.key: f for f in unit.functions.values()}

    def elsewhere(key: str) -> bool:
        known = key in plan.issue and not part.has(key) and _may_come_twice(here[key], unit)
        return key in plan.repeated or known

    return _reached(_issued(plan, unit, part), plan.direct, elsewhere)


def _issued(plan: ModulePlan, unit: TranslationUnit, part: Part) -> frozenset[str]:
    here = {function.key for function in unit.functions.values()}
    return frozenset(key for key in here & plan.issue if part.has(key))


def _reached(
    callers: Collection[str],
    direct: Collection[tuple[str, str]],
    may_be: Callable[[str], bool],
) -> frozenset[str]:
    """Return what functions call directly, and what that calls, as far as it may be."""
    callees: dict[str, list[str]] = {}
    for caller, callee in direct:
        callees.setdefault(caller, []).append(callee)
    found: set[str] = set()
    pending = list(callers)
    while pending:
        new = {c for c in callees.get(pending.pop(), ()) if c not in found and may_be(c)}
        found |= new
        pending += new
    return frozenset(found)


def inlined(plan: ModulePlan, unit: TranslationUnit, part: Part) -> frozenset[str]:
    """Return the functions that a part issues with a second body for their only caller."""
    here = {f.key: f for f in unit.functions.values()}
    issued = _issued(plan, unit, part)
    edges = {edge for edge in plan.direct if issued.issuperset(edge)}
    return frozenset(
        key for key in only_calls(plan.safety.graph, edges) if _may_come_twice(here[key], unit)
    )


def _may_come_twice(function: FunctionDef, unit: TranslationUnit) -> bool:
    """Whether two bodies are as one: they share static objects, and gcc reads no more in them."""
    if function.name in BUILTIN_NAMES:
        return False
    if any(s.key is not None and not liftable(s, unit) for s in function.locals):
        return False
    nodes = walk(function.node.body)
    return not any(isinstance(node, c_ast.ID) and node.name in FUNCTION_NAMES for node in nodes)
