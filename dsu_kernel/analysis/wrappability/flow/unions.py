"""Unions of pointers: tagged variants, or a pointer read as another kind of pointer on purpose?

A pointer to a struct beside a pointer to characters, numbers or functions is an ordinary tagged
variant, unless some function stores one member and, on the same path, then reads another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from pycparser import c_ast

from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import Shapes
from dsu_kernel.cfront.model import Field, TranslationUnit
from dsu_kernel.cfront.types import Array, Record, RecordKey

Written = frozenset[tuple[RecordKey, str]]
_NOTHING: Written = frozenset()


def punned_unions(bodies: Iterable[Body], shapes: Shapes) -> frozenset[RecordKey]:
    """Return the unions of which one member is stored and then another one read."""
    if not any(definition.kind == "union" for definition in shapes.records.values()):
        return frozenset()
    found: set[RecordKey] = set()
    for body in bodies:
        if body.function is not None:
            _Paths(body.unit, found).run(body.function.node.body, _NOTHING)
    return frozenset(found)


class _Paths:
    """Follows the paths through a function, loops once, with the members stored so far."""

    def __init__(self, unit: TranslationUnit, found: set[RecordKey]) -> None:
        self.unit = unit
        self.found = found

    def run(self, node: c_ast.Node | None, before: Written) -> Written:
        """Return what may be stored after ``node``."""
        if node is None:
            return before
        if isinstance(node, c_ast.If | c_ast.TernaryOp):
            after = self.run(node.cond, before)
            return self.run(node.iftrue, after) | self.run(node.iffalse, after)
        if isinstance(node, c_ast.Switch):
            return self._switch(node, before)
        if isinstance(node, c_ast.Assignment):
            return self._assignment(node, before)
        if isinstance(node, c_ast.UnaryOp) and node.op == "&":
            self._address(node.expr)
        if isinstance(node, c_ast.StructRef):
            before = self.run(node.name, before)
            self._read(node, before)
            return before
        if isinstance(node, c_ast.BinaryOp):
            return self._operators(node, before)
        if isinstance(node, c_ast.Decl | c_ast.CompoundLiteral):
            return self._initialised(node, before)
        for child in cast("Iterable[c_ast.Node]", node):
            before = self.run(child, before)
        return before

    def _operators(self, node: c_ast.BinaryOp, before: Written) -> Written:
        # Long chains like a + b + ... lean to the left: walk them without recursion.
        operands = [node.right]
        while isinstance(node.left, c_ast.BinaryOp):
            node = node.left
            operands.append(node.right)
        before = self.run(node.left, before)
        for operand in reversed(operands):
            before = self.run(operand, before)
        return before

    def _switch(self, node: c_ast.Switch, before: Written) -> Written:
        before = self.run(node.cond, before)
        items = getattr(node.stmt, "block_items", None) or [node.stmt]
        after = before
        for item in items:
            after |= self.run(item, before)
        return after

    def _assignment(self, node: c_ast.Assignment, before: Written) -> Written:
        after = self.run(node.rvalue, before)
        lvalue: c_ast.Node = node.lvalue
        written: set[tuple[RecordKey, str]] = set()
        if node.op != "=":
            self.run(lvalue, after)
        while isinstance(lvalue, c_ast.StructRef):
            written |= set(self._steps(lvalue))
            if lvalue.type == "->":
                break
            lvalue = lvalue.name
        else:
            return self.run(lvalue, after) | written
        return self.run(lvalue.name, after) | written

    def _initialised(self, node: c_ast.Decl | c_ast.CompoundLiteral, before: Written) -> Written:
        after = self.run(node.init, before)
        ctype = self.unit.types.get(node)
        while isinstance(ctype, Array):
            ctype = ctype.element
        if node.init is not None and isinstance(ctype, Record) and ctype.key.kind == "union":
            exprs = getattr(node.init, "exprs", None) or []
            named = exprs[0].name[0] if exprs and hasattr(exprs[0], "name") else None
            definition = self.unit.record(ctype)
            first = definition.fields[0].name if definition and definition.fields else None
            name = getattr(named, "name", None) if named is not None else first
            after |= {(ctype.key, name or "")}
        return after

    def _address(self, node: c_ast.Node) -> None:
        """What a pointer into a union stores or reads cannot be followed."""
        while isinstance(node, c_ast.StructRef):
            self.found.update(key for key, _ in self._steps(node))
            if node.type == "->":
                break
            node = node.name

    def _read(self, node: c_ast.StructRef, before: Written) -> None:
        for key, name in self._steps(node):
            if any(other == key and member != name for other, member in before):
                self.found.add(key)

    def _steps(self, node: c_ast.StructRef) -> Iterator[tuple[RecordKey, str]]:
        """Yield the unions that a member access goes through, with the member taken."""
        member = self.unit.members.get(node)
        key: RecordKey | None = member.record if member is not None else None
        path: tuple[Field, ...] = member.path if member is not None else ()
        for step in path:
            if key is not None and key.kind == "union":
                yield key, step.name or ""
            ctype = step.ctype
            key = ctype.key if isinstance(ctype, Record) else None
