"""Code that may ask on which thread it runs.

A state transformer that does not can be run by somebody else's thread while those of the program
are blocked, so that a server that waits is patched at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from pycparser import c_ast

from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.syntax.walk import callee_symbol, preorder
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.nodes import Asm


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES = ("pthread_", "thrd_", "mtx_", "cnd_", "tss_", "sem_", "sched_", "sig")
_CALLS = _names(
    """
    gettid raise fork vfork syscall prctl clone unshare setns uselocale
    flockfile ftrylockfile funlockfile alarm setitimer ualarm
    longjmp _longjmp siglongjmp getcontext setcontext makecontext swapcontext
    wait waitpid wait3 wait4 waitid system popen pclose
    """
)
"""What depends on the calling thread, its signals, stacks and locks, or waits for children."""


def asks_for_thread(graph: CallGraph, fragment: TranslationUnit) -> bool:
    """Whether the code of ``fragment``, or what it may call, depends on the thread that runs it."""
    own = [node for item in fragment.items for node in preorder(item)]
    pending = _names_own_thread(fragment, own)
    if pending is None:
        return True
    if any(isinstance(n, c_ast.FuncCall) and callee_symbol(fragment, n) is None for n in own):
        pending |= graph.address_taken.keys()
    seen: set[str] = set()
    while pending:
        key = pending.pop()
        if key in seen or key not in graph.functions:
            continue
        seen.add(key)
        found = _names_own_thread(graph.unit_of[key], graph.scans[key].tree.nodes)
        if found is None:
            return True
        pending |= found | graph.callees(key)
    return False


def _names_own_thread(unit: TranslationUnit, nodes: Iterable[c_ast.Node]) -> set[str] | None:
    """Return the functions of the program that are named; None if something asks for the thread."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Asm):
            return None
        symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if symbol is None:
            continue
        if _asks(symbol):
            return None
        if symbol.kind == "function" and symbol.key is not None:
            found.add(symbol.key)
    return found


def _asks(symbol: Symbol) -> bool:
    if symbol.kind == "function":
        return symbol.system and (symbol.name in _CALLS or symbol.name.startswith(_PREFIXES))
    return "thread_local" in symbol.attributes or bool(
        {"_Thread_local", "__thread"} & set(symbol.storage)
    )
