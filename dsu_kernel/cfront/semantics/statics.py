"""Which static locals can be lifted out of their functions, so that old and new code share them."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit, child_nodes
from dsu_kernel.cfront.syntax.nodes import LabelAddress, StmtExpr
from dsu_kernel.cfront.types import Array, CType, EnumType, Function, Opaque, Pointer, Record


def liftable(symbol: Symbol, unit: TranslationUnit) -> bool:
    """Whether a static local means the same at file scope.

    It does not when its type is known in its block only, or when its initialiser names labels,
    types or (in ``sizeof``) automatic objects of the function.
    """
    node = symbol.node
    if not isinstance(node, c_ast.Decl) or not nameable(symbol.ctype):
        return False
    return node.init is None or all(
        not isinstance(part, LabelAddress | StmtExpr) and _known_outside(part, unit, symbol)
        for part in walk(node.init)
    )


def nameable(ctype: CType) -> bool:
    """Whether a type can be spelled at file scope."""
    if isinstance(ctype, Pointer):
        return nameable(ctype.target)
    if isinstance(ctype, Array):
        return not ctype.vla and not ctype.dimension and nameable(ctype.element)
    if isinstance(ctype, Function):
        return nameable(ctype.result) and all(map(nameable, ctype.params))
    if isinstance(ctype, Record | EnumType):
        return ctype.key.scope in ("", "system") and ctype.key.tag.isidentifier()
    return not isinstance(ctype, Opaque)


def _known_outside(node: c_ast.Node, unit: TranslationUnit, owner: Symbol) -> bool:
    if isinstance(node, c_ast.Typename):
        ctype = unit.types.get(node)
        return ctype is not None and nameable(ctype)
    if isinstance(node, c_ast.ID):
        symbol = unit.refs.get(node)
        if symbol is None or symbol.scope == "file" or symbol is owner:
            return True
        # An enumerator and an automatic object stay inside their function.
        if symbol.kind != "object" or symbol.key is None:
            return False
        return symbol.storage != "static" or liftable(symbol, unit)
    return True


def walk(node: c_ast.Node) -> list[c_ast.Node]:
    """Return a node and everything below it."""
    found, pending = [], [node]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(child_nodes(current))
    return found
