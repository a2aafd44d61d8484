"""Which calls go past the slot, and what has to be compiled anew for that.

Plain gcc inlines small functions, and static ones that have one caller: so do we where no update
can come between (design, section 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dsu_kernel.analysis.safety.calls.assembly import only_once
from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.cfront.model import FunctionDef
from dsu_kernel.cfront.types import Function

LEAF_SIZE = 60
"""Functions of at most this many syntax nodes are worth calling directly."""

ONLY_CALL_SIZE = 400
"""So are those with one caller; larger ones would make patches of either slow to compile."""

TINY = 20
"""gcc inlines functions of at most this many syntax nodes whoever else calls them."""

_NEVER_DIRECT = frozenset({"weak", "alias", "ifunc", "weakref", "constructor", "destructor"}) | {
    "noinline",
    "noclone",
    "noipa",
    "naked",
    "section",
    "target",
    "target_clones",
    "interrupt",
}


def direct_edges(
    graph: CallGraph, indirect: Collection[str] = frozenset()
) -> frozenset[tuple[str, str]]:
    """Return the calls (caller, callee) that may bypass the slot of the callee.

    No update can happen during an activation of such a caller, and callee is the caller itself, a
    small leaf of the same unit or a static function that nobody else calls. A change of callee
    re-issues caller: see ``reissue_closure``.
    ``indirect`` are the names of functions that the user pinned with ``#pragma dsu indirect``.
    """
    found = set()
    for caller, scan in graph.scans.items():
        if graph.spans(caller):
            continue
        for callee in {call.callee for call in scan.calls if call.kind == "direct"}:
            if (
                callee is not None
                and callee in graph.functions
                and graph.unit_of[callee] is graph.unit_of[caller]
                and _may_be_direct(graph.functions[callee], indirect)
                and (
                    callee == caller
                    or _is_small_leaf(graph, callee)
                    or _has_one_caller(graph, callee)
                )
                and not any(map(only_once, graph.scans[callee].tree.nodes))
            ):
                found.add((caller, callee))
    return frozenset(found)


def _may_be_direct(function: FunctionDef, indirect: Collection[str]) -> bool:
    ctype = function.symbol.ctype
    return (
        function.name != "main"
        and not {function.name, function.key} & set(indirect)
        and not _NEVER_DIRECT & set(function.attributes)
        and isinstance(ctype, Function)
        and ctype.prototyped
        and not ctype.variadic
    )


def _has_one_caller(graph: CallGraph, key: str) -> bool:
    """Whether a function is static and called in one place, and not too large."""
    if key not in graph.called_once or graph.functions[key].symbol.linkage != "internal":
        return False
    scan = graph.scans[key]
    return len(scan.tree.nodes) <= ONLY_CALL_SIZE and not scan.setjmp


def only_calls(graph: CallGraph, edges: Collection[tuple[str, str]]) -> frozenset[str]:
    """Return the callees of direct calls that are to be inlined because nobody else calls them.

    Inner ones first: a function that has such a callee in it is not itself put into its caller,
    for then its callee would be called from two bodies.
    """
    inner: dict[str, list[str]] = {}
    for caller, callee in sorted(edges):
        once = callee != caller and _has_one_caller(graph, callee)
        if once and len(graph.scans[callee].tree.nodes) > TINY:
            inner.setdefault(caller, []).append(callee)
    inside = {callee for callees in inner.values() for callee in callees}
    outside_in = [callee for caller in inner.keys() - inside for callee in inner[caller]]
    for key in outside_in:
        outside_in += inner.get(key, ())
    found: set[str] = set()
    for key in reversed(outside_in):
        if found.isdisjoint(inner.get(key, ())):
            found.add(key)
    return frozenset(found)


def _is_small_leaf(graph: CallGraph, key: str) -> bool:
    scan = graph.scans[key]
    return len(scan.tree.nodes) <= LEAF_SIZE and not graph.callees(key) and not scan.setjmp


def reissue_closure(changed: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the functions to re-issue because a function they call directly changes.

    Maps each to a reason for the user; the functions in ``changed`` themselves are not included.
    """
    callers: dict[str, list[str]] = {}
    for caller, callee in sorted(edges):
        callers.setdefault(callee, []).append(caller)
    pending = sorted(set(changed))
    seen = set(pending)
    found: dict[str, str] = {}
    for callee in pending:
        for caller in callers.get(callee, ()):
            if caller not in seen:
                seen.add(caller)
                pending.append(caller)
                found[caller] = f"calls {callee} directly"
    return found
