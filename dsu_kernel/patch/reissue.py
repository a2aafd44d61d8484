"""Which functions are compiled anew though their text did not change, and why."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from dsu_kernel.analysis.safety.calls.direct import reissue_closure
from dsu_kernel.analysis.safety_facts import record_name
from dsu_kernel.patch.difference import FunctionChanges, GlobalChanges
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.typing_plan import TypePlan
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.model import Version


def reissued(
    before: InForce,
    version: Version,
    facts: Facts,
    functions: FunctionChanges,
    globals_: GlobalChanges,
    types: TypePlan,
) -> dict[str, str]:
    """Return the functions that are compiled anew though their text did not change."""
    own = {*functions.added, *functions.bodies, *functions.prototypes}
    why: dict[tuple[str, str], str] = {}
    for record in types.disturbed:
        why["T", record_name(record).key] = f"uses {record.spelling}, which changed"
    for change in globals_.retyped:
        why["G", change.key] = f"uses {change.key}, whose type changed"
    for name in globals_.constants:
        why["G", name] = f"uses the constant {name}, whose value changed"
    for name in functions.prototypes:
        why["F", name] = f"calls {name}, whose prototype changed"
    reasons: dict[str, str] = {}
    for key in version.functions:
        if key in own or key not in before.image.functions:
            continue
        reason = _reason(key, why, before, facts) or _frees(key, types, facts)
        if reason:
            reasons[key] = reason
    closure = reissue_closure({*own, *reasons}, before.image.direct)
    reasons.update({k: r for k, r in closure.items() if k in version.functions})
    return reasons


def _reason(key: str, why: Mapping[tuple[str, str], str], before: InForce, facts: Facts) -> str:
    for use in facts.safety.uses(key):
        found = why.get((use.name.kind, use.name.key))
        if found:
            return found
    if facts.safety.fingerprint(key) != before.image.held.get(key):
        return "an update may now happen at other moments of it"
    if _of_calls(key, facts) != _of_calls(key, before.facts):
        return "what it calls gives or gets other memory"
    return ""


def _frees(key: str, types: TypePlan, facts: Facts) -> str:
    """Return a reason where objects are freed that may have storage of their own now."""
    for call in facts.safety.graph.calls(key):
        use = facts.types.library.get(call.node)
        for record in use.records if use is not None and use.form == "free" else ():
            if record in types.disturbed:
                return f"frees objects of {record.spelling}, which changed"
    return ""


def _of_calls(key: str, facts: Facts) -> Hashable:
    return facts.types.of_calls(call.node for call in facts.safety.graph.calls(key))
