"""Typing initialisers: their expressions, their nested lists, and open array lengths."""

from __future__ import annotations

from collections.abc import Callable

from pycparser import c_ast

from dsu_kernel.cfront.semantics.constants import ConstantEvaluator
from dsu_kernel.cfront.semantics.initialisers import Elaborator
from dsu_kernel.cfront.syntax import nodes
from dsu_kernel.cfront.types import CType, Opaque
from dsu_kernel.cfront.typing.workspace import Workspace


class InitialiserTyper:
    """Types what initialises an object of known type."""

    def __init__(
        self,
        work: Workspace,
        constants: ConstantEvaluator,
        type_of: Callable[[c_ast.Node], CType],
    ) -> None:
        self._types = work.types
        self._type_of = type_of
        self._elaborator = Elaborator(work.types, work.record, constants)

    def initialise(self, node: c_ast.Node, target: CType) -> CType:
        """Type an initialiser of ``target``; return ``target``, an open array length filled in."""
        if node.__class__ is not c_ast.InitList:
            source = self._type_of(node)
            return self._elaborator.completed_by_string(target, source)
        self._type_items(node)
        completed, lists = self._elaborator.complete(node, target)
        self._types.update(lists)
        self._types[node] = completed
        return completed

    def _type_items(self, node: c_ast.InitList) -> None:
        for item in node.exprs:
            value = item
            if item.__class__ is c_ast.NamedInitializer:
                value = item.expr
                for designator in item.name:
                    if isinstance(designator, c_ast.ArrayDesignator):
                        self._type_index(designator.expr)
            if value.__class__ is c_ast.InitList:
                self._type_items(value)
            else:
                self._type_of(value)

    def _type_index(self, node: c_ast.Node) -> None:
        if isinstance(node, nodes.CaseRange):
            self._type_of(node.low)
            self._type_of(node.high)
        else:
            self._type_of(node)

    def untyped_list(self, node: c_ast.InitList) -> CType:
        """Type the expressions of a list whose object is not known."""
        self._type_items(node)
        return Opaque("unknown")
