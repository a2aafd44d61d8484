"""Small questions about syntax nodes: what is called, with what, where a value stands."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import Function, Pointer


def called_symbol(unit: TranslationUnit, call: c_ast.FuncCall) -> Symbol | None:
    """Return the function that a call names directly, if it does."""
    callee = call.name
    while isinstance(callee, c_ast.UnaryOp) and callee.op in ("*", "&"):
        callee = callee.expr
    symbol = unit.refs.get(callee) if isinstance(callee, c_ast.ID) else None
    return symbol if symbol is not None and symbol.kind == "function" else None


def callee_name(call: c_ast.FuncCall) -> str:
    """Return the identifier that is called, or ""."""
    return str(call.name.name) if isinstance(call.name, c_ast.ID) else ""


def function_type(unit: TranslationUnit, call: c_ast.FuncCall) -> Function | None:
    """Return the type of what is called."""
    ctype = unit.types.get(call.name)
    if ctype is None:
        symbol = called_symbol(unit, call)
        ctype = symbol.ctype if symbol else None
    if isinstance(ctype, Pointer):
        ctype = ctype.target
    return ctype if isinstance(ctype, Function) else None


def value_of_block(node: StmtExpr) -> c_ast.Node | None:
    """Return the expression whose value a statement expression has, if any."""
    items = node.block.block_items or []
    last = items[-1] if items else None
    while isinstance(last, c_ast.Label):
        last = last.stmt
    return last
