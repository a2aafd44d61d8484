"""Initialiser lists with one brace for each aggregate.

``{.corner[1].x = 3, .corner[1].y = 4}`` becomes ``{.corner = {[1] = {.x = 3, .y = 4}}}``: a struct
whose data lives elsewhere is initialised as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.cfront.model import Field, TranslationUnit
from dsu_kernel.cfront.semantics.initialisers import IndexRange, InitItem, Step, elaborate_level
from dsu_kernel.cfront.syntax.tree import place_at
from dsu_kernel.cfront.types import Array, CType
from dsu_kernel.errors import UnsupportedConstruct


@dataclass(slots=True, eq=False)
class InitTree:
    """An aggregate's initialiser: its parts by step, in the order in which they count."""

    ctype: CType
    parts: dict[Step, InitTree | c_ast.Node] = field(default_factory=dict)


class InitTrees:
    """Builds trees for one unit.

    ``single`` says of which types each element is written out, ``owning`` which of them have
    storage of their own.
    """

    def __init__(
        self,
        unit: TranslationUnit,
        single: Callable[[CType], bool],
        owning: Callable[[CType], bool],
    ) -> None:
        self._unit = unit
        self._single = single
        self._owning = owning

    def tree(self, init: c_ast.InitList, ctype: CType) -> InitTree | None:
        """Return the tree of a list, None if the list is one level of plain items already."""
        items = list(elaborate_level(init, ctype, self._unit))
        if all(self._is_plain(item, ctype) for item in items):
            return None
        return self._filled(InitTree(ctype), items)

    def completed(self, init: c_ast.InitList, ctype: CType) -> InitTree:
        """Return the tree of a list that also names what it leaves out, where ``single`` says so.

        Nothing stamps the parts of a compound literal: zero is not what every type begins with.
        """
        tree = self._filled(InitTree(ctype), list(elaborate_level(init, ctype, self._unit)))
        return self._complete(tree)

    def _complete(self, tree: InitTree) -> InitTree:
        for part in tree.parts.values():
            if isinstance(part, InitTree):
                self._complete(part)
        left_out: dict[Step, InitTree | c_ast.Node] = {
            step: self._complete(InitTree(target))
            for step, target in self._left_out(tree)
            if self._single(target)
        }
        # An element counts by its last initialiser, a member without a name by its place.
        first = isinstance(tree.ctype, Array)
        tree.parts = left_out | tree.parts if first else tree.parts | left_out
        return tree

    def _left_out(self, tree: InitTree) -> Iterator[tuple[Step, CType]]:
        if isinstance(tree.ctype, Array):
            yield from ((step, tree.ctype.element) for step in self._elements_left_out(tree))
            return
        record = self._unit.record(tree.ctype)
        if record is not None and record.kind == "struct":
            yield from ((f, f.ctype) for f in record.fields if f not in tree.parts)

    def _elements_left_out(self, tree: InitTree) -> Iterator[Step]:
        assert isinstance(tree.ctype, Array)
        length = tree.ctype.length or 0
        if self._owning(tree.ctype):
            # One initialiser for several elements would give them one storage.
            yield from (index for index in range(length) if index not in tree.parts)
        elif length:
            yield IndexRange(0, length - 1)

    def _is_plain(self, item: InitItem, ctype: CType) -> bool:
        if item.path is None or len(item.path) != 1:
            return False
        ranged = isinstance(item.path[0], IndexRange) and isinstance(ctype, Array)
        return not (ranged and self._single(ctype))

    def _filled(self, tree: InitTree, items: list[InitItem]) -> InitTree:
        for item in items:
            if item.ctype is None or not item.path:
                raise UnsupportedConstruct("this initialiser", place_at(item.node.coord))
            self._put(tree, item.path, item)
        return tree

    def _put(self, tree: InitTree, path: tuple[Step, ...], item: InitItem) -> None:
        for step in self._steps(tree.ctype, path[0]):
            if len(path) == 1:
                tree.parts.pop(step, None)
                tree.parts[step] = item.node
                continue
            inner = tree.parts.get(step)
            if not isinstance(inner, InitTree):
                inner = self._entered(inner, _target(tree.ctype, step))
                tree.parts[step] = inner
            self._put(inner, path[1:], item)

    def _entered(self, known: c_ast.Node | None, ctype: CType) -> InitTree:
        """Return a part as a tree, so that a later item can replace one of its own parts.

        As in gcc, the later item undoes an expression for the whole part.
        """
        tree = InitTree(ctype)
        if not isinstance(known, c_ast.InitList):
            return tree
        return self._filled(tree, list(elaborate_level(known, ctype, self._unit)))

    def _steps(self, ctype: CType, step: Step) -> Iterator[Step]:
        if isinstance(step, IndexRange) and self._single(ctype):
            yield from range(step.low, step.high + 1)
        else:
            yield step


def _target(ctype: CType, step: Step) -> CType:
    if isinstance(step, Field):
        return step.ctype
    assert isinstance(ctype, Array)
    return ctype.element
