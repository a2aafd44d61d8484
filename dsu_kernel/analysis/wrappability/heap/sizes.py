"""Sizes in the text: which ``sizeof`` may change with the layout of a type, which may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from pycparser import c_ast

from dsu_kernel.analysis.facts import SizeUse
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import plain, strip_arrays
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import VOID, Array, CType, is_integer


@dataclass(frozen=True, slots=True, eq=False)
class SizeTerm:
    """A product with one ``sizeof`` in it: so many bytes per ``element`` (arrays stripped)."""

    node: c_ast.UnaryOp
    element: CType


def is_sizeof(node: c_ast.Node) -> TypeGuard[c_ast.UnaryOp]:
    """Whether the expression is a ``sizeof``."""
    return isinstance(node, c_ast.UnaryOp) and node.op == "sizeof"


def operand_type(unit: TranslationUnit, node: c_ast.UnaryOp) -> CType:
    """Return the type whose size a ``sizeof`` gives."""
    return unit.types.get(node.expr, VOID)


def product(code: Code, unit: TranslationUnit, node: c_ast.Node) -> SizeTerm | None:
    """Read ``sizeof X``, ``n * sizeof X`` and the like; None if it is no such product."""
    node = _strip_integer_casts(code, unit, node)
    if is_sizeof(node):
        ctype = operand_type(unit, node)
        return SizeTerm(node, plain(strip_arrays(ctype))) if code.shapes.holds(ctype) else None
    if isinstance(node, c_ast.BinaryOp) and node.op == "*":
        left = product(code, unit, node.left)
        right = product(code, unit, node.right)
        if left is None or right is None:
            return left or right
    return None


def _strip_integer_casts(code: Code, unit: TranslationUnit, node: c_ast.Node) -> c_ast.Node:
    while isinstance(node, c_ast.Cast) and is_integer(code.value_type(unit, node)):
        node = node.expr
    return node


def counts(code: Code, body: Body) -> Iterator[c_ast.UnaryOp]:
    """Yield the sizes in ``sizeof a / sizeof a[0]``: the quotient is a number of elements."""
    unit = body.unit
    for division in body.divisions:
        left = _strip_integer_casts(code, unit, division.left)
        right = _strip_integer_casts(code, unit, division.right)
        if not is_sizeof(left) or not is_sizeof(right):
            continue
        whole, part = operand_type(unit, left), operand_type(unit, right)
        if not code.shapes.holds(whole):
            continue
        while isinstance(whole, Array):
            whole = whole.element
            if _same_size(whole, part):
                yield left
                yield right
                break


def _same_size(left: CType, right: CType) -> bool:
    if isinstance(left, Array) and isinstance(right, Array):
        return left.length == right.length and _same_size(left.element, right.element)
    return not isinstance(left, Array) and plain(left) == plain(right)


class SizeUses:
    """Collects the uses that are right whatever the size is; the rest use it as a number."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.accepted: dict[c_ast.UnaryOp, SizeUse] = {}
        for body in code.bodies:
            for node in counts(code, body):
                self.accepted[node] = "count"

    def accept(self, term: SizeTerm) -> None:
        """Note that the size of the wrapped type is the right one here."""
        self.accepted[term.node] = "wrapper"

    def numbers(self) -> Iterator[tuple[Body, c_ast.UnaryOp, CType]]:
        """Yield every other ``sizeof`` of a type that holds a candidate."""
        for body in self.code.bodies:
            for node in body.sizes:
                ctype = operand_type(body.unit, node)
                if node not in self.accepted and self.code.shapes.holds(ctype):
                    yield body, node, ctype
