"""Handlers: functions whose pointers stand in constant tables only, and are read only to be called.

A pointer to a function may live on in data after the function was deleted or has changed its
prototype. Not so a handler: a table that changes is replaced as a whole, nothing else holds a
pointer into it, and no function that looks at it is on a stack during an update. Only the body
of a deleted function that is still called may go on with the table as it was: what that table holds
counts as used by the body (``patch.deleted``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pycparser import c_ast

from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.cfront.model import Conversion, Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.conversions import conversions, conversions_below
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, Record, RecordKey, unqualified

_COMPARISONS = frozenset({"==", "!=", "&&", "||"})


def handlers(graph: CallGraph) -> frozenset[str]:
    """Return the keys of the functions of which no pointer is anywhere but in constant tables."""
    listed: defaultdict[RecordKey, Counter[str]] = defaultdict(Counter)
    for unit in graph.units:
        for item in _initialised(unit):
            record = _rows(unit.introduces.get(item))
            if record is not None and _only_pointers(unit, item):
                listed[record].update(_functions(unit, item.init))
    total: Counter[str] = Counter()
    for record, found in listed.items():
        if found and _confined(record, graph):
            total += found
    aliases = graph.resolver.aliases
    aliased = {*aliases, *aliases.values()}
    taken = graph.address_taken
    return frozenset(k for k, n in total.items() if k not in aliased and n == len(taken.get(k, ())))


def initialised_with(units: Iterable[TranslationUnit]) -> dict[str, frozenset[str]]:
    """Return, by the key of each object with static storage, the functions in its initialiser."""
    found: dict[str, frozenset[str]] = {}
    for unit in units:
        for item in _initialised(unit):
            symbol = unit.introduces.get(item)
            if symbol is not None and symbol.key is not None and symbol.kind == "object":
                found[symbol.key] = frozenset(_functions(unit, item.init))
    return found


def _initialised(unit: TranslationUnit) -> Iterator[c_ast.Decl]:
    return (i for i in unit.items if isinstance(i, c_ast.Decl) and i.init is not None)


def _rows(symbol: Symbol | None) -> RecordKey | None:
    """Return the type of the rows, if an object is a constant table."""
    ctype = symbol.ctype if symbol is not None and symbol.kind == "object" else None
    while isinstance(ctype, Array):
        ctype = ctype.element
    if not isinstance(ctype, Record) or ctype.key.system or "const" not in ctype.quals:
        return None
    return ctype.key


def _functions(unit: TranslationUnit, init: c_ast.Node) -> Iterator[str]:
    for node in preorder(init):
        named = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if named is not None and named.kind == "function" and named.key is not None:
            yield named.key


def _only_pointers(unit: TranslationUnit, table: c_ast.Decl) -> bool:
    """Whether the functions in an initialiser stay pointers to functions."""
    return all(
        _points_to_function(c.target)
        for c in conversions_below(unit, table)
        if isinstance(c.source, Function) or _points_to_function(c.source)
    )


# ---- rows stay in their tables, pointers to them on the stack -----------------------------------


def _confined(record: RecordKey, graph: CallGraph) -> bool:
    for unit in graph.units:
        for key, definition in unit.records.items():
            nested = key == record and any(_is_record(m.ctype) for m in definition.fields)
            if nested or any(_leads_to(m.ctype, record) for m in definition.fields):
                return False
        for symbol in (*unit.objects.values(), *unit.static_locals):
            if _leads_to(symbol.ctype, record) and _rows(symbol) != record:
                return False
        if not _referred_to_by_code_only(unit, record):
            return False
        for function in unit.functions.values():
            nodes = graph.scans[function.key].tree.nodes
            if not any(_leads_to(unit.types.get(node), record) for node in nodes):
                continue
            if graph.spans(function.key) or function.key in graph.suspended:
                return False
            if not _only_calls(unit, nodes, record):
                return False
            if not all(_stays(c, record) for c in conversions(unit, function)):
                return False
    return True


def _is_record(ctype: CType) -> bool:
    while isinstance(ctype, Array):
        ctype = ctype.element
    return isinstance(ctype, Record)


def _leads_to(ctype: CType | None, record: RecordKey) -> bool:
    """Whether a value of this type is a row, or a way to one."""
    while isinstance(ctype, Array | Pointer):
        ctype = ctype.element if isinstance(ctype, Array) else ctype.target
    if isinstance(ctype, Function):
        return any(_leads_to(part, record) for part in (ctype.result, *ctype.params))
    return isinstance(ctype, Record) and ctype.key == record


def _referred_to_by_code_only(unit: TranslationUnit, record: RecordKey) -> bool:
    """Whether no initialiser of an object holds the address of a table."""
    return not any(
        isinstance(node, c_ast.ID) and _leads_to(unit.types.get(node), record)
        for item in _initialised(unit)
        for node in preorder(item.init)
    )


def _stays(conversion: Conversion, record: RecordKey) -> bool:
    """Whether a conversion leaves a pointer to a row what it is, and copies no row.

    Memory of which nothing is known must not become a place for pointers to rows: it may live on.
    """
    source, target = conversion.source, conversion.target
    if not _leads_to(source, record):
        return not (isinstance(target, Pointer) and _holds_pointer(target.target, record))
    inner = source.element if isinstance(source, Array) else None
    inner = source.target if isinstance(source, Pointer) else inner
    if inner is None:
        return False
    return isinstance(target, Pointer) and unqualified(inner) == unqualified(target.target)


def _holds_pointer(ctype: CType, record: RecordKey) -> bool:
    while isinstance(ctype, Array):
        ctype = ctype.element
    return isinstance(ctype, Pointer) and _leads_to(ctype, record)


def _only_calls(unit: TranslationUnit, nodes: Iterable[c_ast.Node], record: RecordKey) -> bool:
    """Whether pointers to functions in rows are only called or compared."""
    harmless: set[c_ast.Node] = set()
    for node in nodes:  # parents come first
        if isinstance(node, c_ast.FuncCall):
            harmless.add(_called(node.name))
        elif isinstance(node, c_ast.BinaryOp) and node.op in _COMPARISONS:
            harmless |= {node.left, node.right}
        elif isinstance(node, c_ast.UnaryOp) and node.op in ("!", "sizeof"):
            harmless.add(node.expr)
        elif isinstance(node, c_ast.If | c_ast.TernaryOp):
            harmless.add(node.cond)
        elif isinstance(node, Asm):
            return False
        elif isinstance(node, c_ast.StructRef) and node not in harmless:
            member = unit.members.get(node)
            ctype = unit.types.get(node)
            if (member is None or member.record == record) and _may_be_function(ctype):
                return False
    return True


def _called(node: c_ast.Node) -> c_ast.Node:
    while isinstance(node, c_ast.UnaryOp) and node.op == "*":
        node = node.expr
    return node


def _points_to_function(ctype: CType | None) -> bool:
    return isinstance(ctype, Pointer) and isinstance(ctype.target, Function)


def _may_be_function(ctype: CType | None) -> bool:
    while isinstance(ctype, Array):
        ctype = ctype.element
    return ctype is None or _points_to_function(ctype)
