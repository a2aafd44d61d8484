"""What an evaluation still uses while the functions that it calls run.

An evaluation is the body of a thunk: declarations that take arguments from Python, and an
expression. A single call at the end needs afterwards what its result shows, and meanwhile what its
arguments point into. For anything else the answer is: perhaps every name.
"""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.analysis.safety.pointers.pointers import (
    Either,
    Known,
    Load,
    PointerReader,
    Source,
    Value,
)
from dsu_kernel.analysis.safety_facts import Name, record_name
from dsu_kernel.analysis.syntax.walk import arguments, preorder
from dsu_kernel.cfront.model import Symbol, TranslationUnit, contained_records
from dsu_kernel.cfront.syntax.nodes import StmtExpr

_OWN = ("__dsu_arg_", "__builtin_malloc", "__builtin_memcpy")


def held_by_evaluation(fragment: TranslationUnit, body: c_ast.Compound) -> frozenset[Name] | None:
    """Return the names that an evaluation holds during its calls; None if it may be any."""
    *before, last = body.block_items
    symbol = fragment.refs.get(last.name) if isinstance(last, c_ast.FuncCall) else None
    plain = symbol is not None and symbol.kind == "function" and not symbol.system
    declared = all(isinstance(item, c_ast.Decl | c_ast.DeclList) for item in before)
    if not (plain and declared) or any(_acts(n) for n in preorder(body) if n is not last):
        return None
    shown = contained_records(fragment.types[last], fragment.records)
    return frozenset(map(record_name, shown)) | _pointed_into(fragment, last)


def _acts(node: c_ast.Node) -> bool:
    """Whether a node calls something of the program, or stores something."""
    if isinstance(node, c_ast.FuncCall):
        return not (isinstance(node.name, c_ast.ID) and node.name.name.startswith(_OWN))
    return isinstance(node, c_ast.Assignment | StmtExpr)


def _pointed_into(fragment: TranslationUnit, call: c_ast.FuncCall) -> frozenset[Name]:
    """Return what a call is given pointers into: types, globals, functions."""
    reader = PointerReader(fragment)
    found: set[Name] = set()
    followed: set[Symbol] = set()
    pending = [reader.value(argument) for argument in arguments(call)]
    while pending:
        for token in _tokens(pending.pop()):
            if isinstance(token, Name):
                found.add(token)
            elif token not in followed:
                followed.add(token)
                pending.append(reader.value(getattr(token.node, "init", None)))
    return frozenset(found)


def _tokens(source: Source) -> Iterator[Name | Symbol]:
    """Yield the names and the local variables that a source may lead to."""
    match source:
        case Known():
            yield from (t for t in source.tokens if isinstance(t, Name | Symbol))
        case Value():
            yield source.symbol
        case Either():
            for part in source.parts:
                yield from _tokens(part)
        case Load():
            # What lies in the heap or in globals is pinned or fixed, or no pointer into an object.
            yield from (t for t in _tokens(source.pointer) if isinstance(t, Symbol))
