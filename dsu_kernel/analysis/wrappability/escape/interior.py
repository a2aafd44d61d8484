"""Pointers into objects: which expressions make them, and what a pointer value derives from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.syntax.questions import value_of_block
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, RecordKey

Alias = tuple[RecordKey, str]
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})


@dataclass(frozen=True, slots=True)
class Origin:
    """An expression that makes a pointer into objects of the records in ``aliases``.

    ``storage``: the key of the object with static storage that it points into, "" for others.
    """

    node: c_ast.Node
    aliases: tuple[Alias, ...]
    storage: str = ""


# What a pointer value may come from: an origin, a local variable or parameter, a call's result.
Source = Origin | Symbol | c_ast.FuncCall


class Interior:
    """Answers for one program."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.candidates = frozenset(code.shapes.candidates)

    def chain(
        self, unit: TranslationUnit, node: c_ast.Node
    ) -> tuple[tuple[Alias, ...], c_ast.Node | None]:
        """Return the members an lvalue lies in, innermost first, and the pointer it starts from."""
        found: list[Alias] = []
        while True:
            if isinstance(node, c_ast.StructRef):
                member = unit.members.get(node)
                if member is not None and member.record in self.candidates:
                    named = [step.name for step in member.path if step.name]
                    found.append((member.record, named[0] if named else ""))
                inner = node.name
                if node.type == "->" and not self._is_array(unit, inner):
                    return tuple(found), inner
            elif isinstance(node, c_ast.ArrayRef):
                inner = self._indexed(unit, node)
                if not self._is_array(unit, inner):
                    return tuple(found), inner
            elif isinstance(node, c_ast.UnaryOp) and node.op == "*":
                inner = node.expr
                if not self._is_array(unit, inner):
                    return tuple(found), inner
            else:
                return tuple(found), None
            node = inner

    def _indexed(self, unit: TranslationUnit, node: c_ast.ArrayRef) -> c_ast.Node:
        """Return the operand of ``a[i]`` that is not the number: ``i[a]`` means the same."""
        name: c_ast.Node = node.name
        pointer = isinstance(self.code.value_type(unit, name), Pointer)
        return name if pointer else node.subscript

    def _storage(self, unit: TranslationUnit, node: c_ast.Node) -> str:
        """Return the key of the object of the program with static storage an lvalue lies in."""
        while isinstance(node, c_ast.StructRef | c_ast.ArrayRef):
            node = self._indexed(unit, node) if isinstance(node, c_ast.ArrayRef) else node.name
        symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if symbol is None or symbol.kind != "object" or symbol.system:
            return ""
        return symbol.key or ""

    def _is_array(self, unit: TranslationUnit, node: c_ast.Node) -> bool:
        return isinstance(self.code.type(unit, node), Array)

    def sources(self, unit: TranslationUnit, node: c_ast.Node) -> Iterator[Source]:
        """Yield what the value of an expression may be, or be derived from."""
        pending = [node]
        while pending:
            node = self.code.strip_casts(pending.pop())
            ctype = self.code.type(unit, node)
            if isinstance(ctype, Function):
                continue
            lvalue = self._addressed(node, ctype)
            if lvalue is not None:
                aliases, base = self.chain(unit, lvalue)
                storage = self._storage(unit, lvalue) if base is None else ""
                if aliases or storage:
                    yield Origin(node, aliases, storage)
                if base is not None:
                    pending.append(base)
            elif isinstance(node, c_ast.ID):
                symbol = unit.refs.get(node)
                if isinstance(ctype, Array):
                    storage = self._storage(unit, node)
                    if storage:
                        yield Origin(node, (), storage)
                elif symbol is not None and is_local(symbol):
                    yield symbol
            elif isinstance(node, c_ast.FuncCall):
                yield node
            elif not self._is_difference(unit, node):
                pending += self._operands(node)

    @staticmethod
    def _addressed(node: c_ast.Node, ctype: CType) -> c_ast.Node | None:
        """Return the lvalue whose address an expression is: ``&x``, or an array that decays."""
        if isinstance(node, c_ast.UnaryOp) and node.op == "&":
            operand: c_ast.Node = node.expr
            return operand
        lvalues = c_ast.StructRef | c_ast.ArrayRef | c_ast.UnaryOp
        return node if isinstance(ctype, Array) and isinstance(node, lvalues) else None

    def _is_difference(self, unit: TranslationUnit, node: c_ast.Node) -> bool:
        """Whether the expression subtracts two pointers: the result points nowhere."""
        if not isinstance(node, c_ast.BinaryOp) or node.op != "-":
            return False
        sides = (self.code.value_type(unit, side) for side in (node.left, node.right))
        return all(isinstance(side, Pointer) for side in sides)

    @staticmethod
    def _operands(node: c_ast.Node) -> Iterator[c_ast.Node]:
        """Yield the operands that the value of an operator may be, or be computed from."""
        if isinstance(node, c_ast.BinaryOp) and node.op not in _COMPARISONS:
            yield node.left
            yield node.right
        elif isinstance(node, c_ast.TernaryOp):
            yield node.iftrue or node.cond
            yield node.iffalse
        elif isinstance(node, c_ast.ExprList):
            yield node.exprs[-1]
        elif isinstance(node, c_ast.Assignment):
            yield node.lvalue
            if node.op == "=":
                yield node.rvalue
        elif isinstance(node, c_ast.UnaryOp) and node.op in ("++", "--", "p++", "p--", "~", "-"):
            yield node.expr
        elif isinstance(node, c_ast.GenericSelection):
            yield from (association.expr for association in node.associations)
        elif isinstance(node, StmtExpr):
            last = value_of_block(node)
            if last is not None:
                yield last


def is_local(symbol: Symbol) -> bool:
    """Whether a symbol is an automatic variable or a parameter."""
    automatic = symbol.scope in ("block", "param") and symbol.linkage == "none"
    return symbol.kind == "object" and automatic and symbol.storage != "static"
