"""Initialisers and compound literals of updatable C: words and storage of what they make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pycparser import c_ast

from dsu_kernel.cfront.model import Field, contained_records, find_member
from dsu_kernel.cfront.semantics.initialisers import IndexRange, Step, UnknownIndex
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.types import Array, CType, describe
from dsu_kernel.transform.init_tree import InitTree, InitTrees
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.values import ValueTransformer, without_const
from dsu_kernel.transform.wrapper import WrapperText


class InitialiserTransformer(ValueTransformer):
    """Prints initialisers: each wrapped object that they make is at the newest version."""

    def __init__(self, scheme: Scheme, *, line_markers: bool = True) -> None:
        super().__init__(scheme, line_markers=line_markers)
        # In an initialiser with static storage only constant expressions may appear.
        self._static = False
        self._in_literal = False

    # ---- lists -----------------------------------------------------------------------

    def visit_InitList(self, n: c_ast.InitList) -> str:
        ctype = self.type_of(n)
        tree = self._tree(n, ctype)
        if tree is not None:
            return self._tree_text(tree)
        return self._braced(ctype, [self._item(item, ctype) for item in n.exprs])

    def _braced(self, ctype: CType | None, parts: list[str]) -> str:
        items = "{" + ", ".join(parts) + "}"
        wrapped = self.scheme.wrapped(ctype)
        if wrapped is None:
            return items
        if wrapped.outgrown:
            return f"__new_{wrapped.name}(({wrapped.data}){items})"
        return f"{{{{.data = {items}}}, {wrapped.word()}u}}"

    def _tree(self, n: c_ast.InitList, ctype: CType | None) -> InitTree | None:
        """Return a list whose structs have data elsewhere with all braces, if it lacks some."""
        if ctype is None:
            return None
        unit, owns = self.scheme.unit, self._owns_storage(ctype)
        if self._in_literal and self._has_late_parts(ctype):
            return InitTrees(unit, self._is_late, self._owns_storage).completed(n, ctype)
        if self._static or not owns:
            return None
        return InitTrees(unit, self._owns_storage, self._owns_storage).tree(n, ctype)

    def _is_late(self, ctype: CType) -> bool:
        return any(wrapped.late for wrapped in self._wrapped_in(ctype))

    def _has_late_parts(self, ctype: CType) -> bool:
        """Whether a list for a type may leave out objects that are not their type's first."""
        if isinstance(ctype, Array):
            return self._is_late(ctype)
        record = self.scheme.unit.record(ctype)
        return record is not None and any(self._is_late(field.ctype) for field in record.fields)

    def _owns_storage(self, ctype: CType) -> bool:
        return any(wrapped.values for wrapped in self._wrapped_in(ctype))

    def has_data_elsewhere(self, ctype: CType) -> bool:
        """Whether data of a new object lies outside of it: no constant can initialise it."""
        return any(wrapped.outgrown for wrapped in self._wrapped_in(ctype))

    def _wrapped_in(self, ctype: CType) -> list[WrapperText]:
        records = contained_records(ctype, self.scheme.unit.records)
        types = (self.scheme.types.get(key) for key in records)
        return [wrapped for wrapped in types if wrapped is not None]

    def _tree_text(self, tree: InitTree) -> str:
        return self._braced(tree.ctype, self._parts(tree))

    def _parts(self, tree: InitTree) -> list[str]:
        texts = []
        for step, part in tree.parts.items():
            if isinstance(part, InitTree) and isinstance(step, Field) and step.name is None:
                texts += self._parts(part)  # an anonymous member's members are reached directly
                continue
            text = self._tree_text(part) if isinstance(part, InitTree) else self.initializer(part)
            texts.append(f"{self._step(step)}{text}")
        return texts

    def _step(self, step: Step) -> str:
        if isinstance(step, Field):
            return f".{step.name} = " if step.name else ""
        if isinstance(step, IndexRange):
            return f"[{step.low} ... {step.high}] = "
        if isinstance(step, UnknownIndex):
            return f"[{self.visit(step.node)}] = " if step.node is not None else ""
        return f"[{step}] = "

    def initializer(self, node: c_ast.Node) -> str:
        return self.visit(node) if isinstance(node, c_ast.InitList) else self.owned(node)

    def _item(self, node: c_ast.Node, ctype: CType | None) -> str:
        if not isinstance(node, c_ast.NamedInitializer):
            return self.initializer(node)
        text = ""
        for designator in node.name:
            if isinstance(designator, c_ast.ID):
                inside = bool(text) and self.scheme.wrapped(ctype) is not None
                text += f".u.data.{designator.name}" if inside else f".{designator.name}"
                ctype = self._member_type(ctype, designator.name)
            else:
                text += self.visit(designator)
                ctype = ctype.element if isinstance(ctype, Array) else None
        return f"{text} = {self.initializer(node.expr)}"

    def _member_type(self, ctype: CType | None, name: str) -> CType | None:
        unit = self.scheme.unit
        record = unit.record(ctype) if ctype is not None else None
        path = find_member(record, name, unit.records) if record else None
        return path[-1].ctype if path else None

    # ---- compound literals -----------------------------------------------------------

    def visit_CompoundLiteral(self, n: c_ast.CompoundLiteral) -> str:
        with self.literal_in_hand():
            return self.literal(n)

    def literal_value(self, n: c_ast.CompoundLiteral) -> str:
        wrapped = self.scheme.wrapped(self.type_of(n))
        outgrown = wrapped is not None and wrapped.outgrown
        with self.literal_in_hand():
            return self.visit(n.init) if outgrown else super().visit_CompoundLiteral(n)

    @contextmanager
    def literal_in_hand(self) -> Iterator[None]:
        """Lists that are printed meanwhile name what they leave out, as nothing stamps it later."""
        outer, self._in_literal = self._in_literal, True
        try:
            yield
        finally:
            self._in_literal = outer

    def literal(self, n: c_ast.CompoundLiteral) -> str:
        """Return a compound literal as an object."""
        ctype = self.type_of(n)
        wrapped = self.scheme.wrapped_object(ctype)
        if ctype is None or wrapped is None:
            return super().visit_CompoundLiteral(n)
        if wrapped.outgrown and not isinstance(ctype, Array):
            # An array keeps the literal an lvalue that lives as long as its block.
            return f"(({wrapped.spelling}[1]){{{self.visit(n.init)}}})[0]"
        if not nameable(ctype):
            return super().visit_CompoundLiteral(n)
        # Never constant: the object will be converted in place.
        return f"({describe(without_const(ctype), '')}){self.initializer(n.init)}"
