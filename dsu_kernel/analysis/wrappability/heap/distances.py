"""Distances in the text: pointers that become integers and so tell how large a type is.

``(uintptr_t)p`` alone tells where an object is, which differs from run to run. How far two places
are apart does not: it shows where a pointer into or behind an object becomes an integer, or where
two such integers are subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import plain, strip_arrays, target_of
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import Array, CType, Record, is_integer

_STEPS = frozenset({"++", "--", "p++", "p--"})

Distance = tuple[CType, c_ast.Node]


def distances(code: Code) -> Iterator[Distance]:
    """Yield each type whose size shows in an address, and the expression that shows it."""
    for body in code.bodies:
        for move in body.moves:
            if move.target is not None and is_integer(move.target):
                for ctype in _Path(code, body.unit).value(move.expr):
                    yield ctype, move.cast or move.expr
        yield from _differences(code, body)


def _differences(code: Code, body: Body) -> Iterator[Distance]:
    operands: list[tuple[c_ast.Node, c_ast.Node]] = [
        (n, side) for n in body.differences for side in (n.left, n.right)
    ]
    operands += [(n, n.rvalue) for n in body.updates if n.op == "-="]
    for node, operand in operands:
        if is_integer(code.value_type(body.unit, operand)):
            target = target_of(code.value_type(body.unit, code.strip_casts(operand)))
            if target is not None:
                yield target, node


class _Path:
    """The types whose sizes lie between a pointer and the object that it is made from."""

    def __init__(self, code: Code, unit: TranslationUnit) -> None:
        self.code = code
        self.unit = unit

    def value(self, node: c_ast.Node) -> Iterator[CType]:
        """Yield those of the value of an expression; none if it is no pointer."""
        node = self.code.strip_casts(node)
        ctype = self.code.value_type(self.unit, node)
        target = target_of(ctype)
        if target is None:
            return
        if isinstance(node, c_ast.UnaryOp) and node.op == "&":
            yield from self.place(node.expr)
        elif isinstance(node, c_ast.UnaryOp) and node.op in _STEPS:
            yield target
        elif isinstance(node, c_ast.BinaryOp):
            for side in (node.left, node.right):
                yield from self.value(side)
            yield target
        elif isinstance(node, c_ast.TernaryOp):
            yield from self.value(node.iftrue)
            yield from self.value(node.iffalse)
        elif isinstance(self.unit.types.get(node), Array):
            yield from self.place(node)

    def place(self, node: c_ast.Node) -> Iterator[CType]:
        """Yield those of the address of a place."""
        if isinstance(node, c_ast.ArrayRef):
            yield plain(strip_arrays(self.code.type(self.unit, node)))
            yield from self.value(node.name)
        elif isinstance(node, c_ast.StructRef):
            base = self.code.value_type(self.unit, node.name)
            yield from self._members(target_of(base) or plain(base))
            yield from self.value(node.name) if node.type == "->" else self.place(node.name)
        elif isinstance(node, c_ast.UnaryOp) and node.op == "*":
            yield from self.value(node.expr)

    def _members(self, ctype: CType) -> Iterator[CType]:
        """What may lie before a member; the members themselves keep their places."""
        if isinstance(ctype, Record) and ctype.key in self.code.shapes.records:
            for member in self.code.shapes.records[ctype.key].fields:
                yield member.ctype
