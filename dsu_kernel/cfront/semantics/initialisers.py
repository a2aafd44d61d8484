"""Initialiser lists spelled out: which subobject each item initialises (C11 6.7.9).

Designators and omitted braces are resolved here, once, for conversions and for the transformer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pycparser import c_ast

from dsu_kernel.cfront.model import Field, RecordDef, TranslationUnit
from dsu_kernel.cfront.semantics.constants import ConstantEvaluator, range_bounds
from dsu_kernel.cfront.types import Array, Basic, CType, Record, RecordKey, unqualified


@dataclass(frozen=True, slots=True)
class IndexRange:
    """The designator ``[low ... high]``."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class UnknownIndex:
    """An array index that only the C compiler can compute; ``node`` is its expression."""

    node: c_ast.Node | None


Step = Field | int | IndexRange | UnknownIndex


@dataclass(frozen=True, slots=True)
class InitItem:
    """One item of an initialiser list.

    ``path`` leads from the initialised object to the subobject, whose type is ``ctype``; it is None
    when Python cannot tell (an elided brace around an array of unknown length came before).
    ``node`` is an expression or, one level at a time or for ``{}``, a nested list. ``elided`` says
    that braces were left out somewhere on the way. ``left`` are the records that a designator
    entered (``.corner.y = 1, 2``) and behind which the list goes on, here or before.
    """

    path: tuple[Step, ...]
    ctype: CType | None
    node: c_ast.Node
    elided: bool
    left: tuple[CType, ...] = ()


def elaborate(init: c_ast.Node, ctype: CType, unit: TranslationUnit) -> Iterator[InitItem]:
    """Yield every innermost item that ``init`` gives an object of ``ctype``."""
    evaluator = ConstantEvaluator(unit.types, unit.refs)
    return Elaborator(unit.types, unit.record, evaluator).leaves(init, ctype)


def elaborate_level(
    init: c_ast.InitList, ctype: CType, unit: TranslationUnit
) -> Iterator[InitItem]:
    """Yield the items of this list only, nested lists as they are."""
    evaluator = ConstantEvaluator(unit.types, unit.refs)
    return Elaborator(unit.types, unit.record, evaluator).level(init, ctype)


class Elaborator:
    """Walks initialiser lists whose expressions have been typed."""

    def __init__(
        self,
        types: Mapping[c_ast.Node, CType],
        record: Callable[[RecordKey], RecordDef | None],
        constants: ConstantEvaluator,
    ) -> None:
        self._types = types
        self._record = record
        self._constants = constants

    def leaves(
        self, node: c_ast.Node, ctype: CType | None, prefix: tuple[Step, ...] = ()
    ) -> Iterator[InitItem]:
        """Yield the innermost items, with paths from the outermost object."""
        if not isinstance(node, c_ast.InitList) or ctype is None or not node.exprs:
            yield InitItem(prefix, ctype, node, False)
            return
        for item in self.level(node, ctype):
            for leaf in self.leaves(item.node, item.ctype, prefix + item.path):
                yield replace(leaf, elided=True) if item.elided else leaf

    def level(self, node: c_ast.InitList, ctype: CType) -> Iterator[InitItem]:
        """Yield the items of one list for an object of ``ctype``."""
        if not self._is_aggregate(ctype) or self._is_braced_string(node, ctype):
            for value in node.exprs[:1]:
                yield InitItem((), ctype, value, False)
            return
        cursor: _Cursor | None = _Cursor(self, ctype)
        for item in node.exprs:
            value = item
            if isinstance(item, c_ast.NamedInitializer):
                value = item.expr
                cursor = _Cursor(self, ctype)
                designated = cursor.designate(item.name)
            else:
                designated = cursor is not None and cursor.advance()
            if cursor is None or not designated:
                cursor = None
                yield InitItem((), None, value, True)
                continue
            yield cursor.place(value)

    def complete(self, node: c_ast.InitList, ctype: CType) -> tuple[CType, dict[c_ast.Node, CType]]:
        """Return ``ctype`` with an open length filled in, and the type of every nested list."""
        lists: dict[c_ast.Node, CType] = {}
        completed = ctype
        if isinstance(ctype, Array) and ctype.incomplete:
            completed = self._with_length(node, ctype)
        pending: list[tuple[c_ast.InitList, CType]] = [(node, completed)]
        while pending:
            current, target = pending.pop()
            for item in self.level(current, target):
                if isinstance(item.node, c_ast.InitList) and item.ctype is not None:
                    lists[item.node] = item.ctype
                    pending.append((item.node, item.ctype))
        return completed, lists

    def _with_length(self, node: c_ast.InitList, ctype: Array) -> CType:
        if self._is_braced_string(node, ctype):
            return self.completed_by_string(ctype, self._types[node.exprs[0]])
        length = 0
        for item in self.level(node, ctype):
            step = item.path[0] if item.path else None
            if isinstance(step, int):
                length = max(length, step + 1)
            elif isinstance(step, IndexRange):
                length = max(length, step.high + 1)
            else:
                return replace(ctype, dimension="<initialiser>")
        return replace(ctype, length=length)

    @staticmethod
    def completed_by_string(target: CType, source: CType) -> CType:
        """Return a character array's type with the length that its string gives it."""
        if isinstance(target, Array) and target.incomplete and isinstance(source, Array):
            return replace(target, length=source.length, dimension=source.dimension)
        return target

    @staticmethod
    def _is_aggregate(ctype: CType) -> bool:
        return isinstance(ctype, Array | Record)

    def _is_braced_string(self, node: c_ast.InitList, ctype: CType) -> bool:
        return len(node.exprs) == 1 and self._is_string_for(node.exprs[0], ctype)

    def _is_string_for(self, node: c_ast.Node, ctype: CType) -> bool:
        if not isinstance(ctype, Array) or not isinstance(ctype.element, Basic):
            return False
        return isinstance(node, c_ast.Constant) and node.type == "string"

    def initialises_whole(self, node: c_ast.Node, ctype: CType) -> bool:
        """Whether ``node`` initialises all of an object of ``ctype``, not its first member."""
        if isinstance(node, c_ast.InitList) or not self._is_aggregate(ctype):
            return True
        if isinstance(ctype, Array):
            return self._is_string_for(node, ctype) or isinstance(node, c_ast.CompoundLiteral)
        source = self._types.get(node)
        return source is not None and unqualified(source) == unqualified(ctype)

    def members(self, ctype: CType) -> tuple[Field, ...]:
        """Return the members of a record that an initialiser can reach, in order."""
        definition = self._record(ctype.key) if isinstance(ctype, Record) else None
        if definition is None:
            return ()
        return tuple(f for f in definition.fields if f.name is not None or f.bits is None)

    def index(self, node: c_ast.Node) -> Step:
        """Return the step of an array designator."""
        first, last = range_bounds(node)
        low = self._constants.value(first)
        high = low if first is last else self._constants.value(last)
        if low is None or high is None:
            return UnknownIndex(node)
        return low if first is last else IndexRange(low, high)


class _Level:
    """A position inside one aggregate on the cursor's way down."""

    __slots__ = ("ctype", "elided", "members", "step")

    def __init__(
        self, ctype: CType, members: tuple[Field, ...], step: Step, elided: bool = False
    ) -> None:
        self.ctype = ctype
        self.members = members
        self.step = step
        # Entered although neither a brace nor a designator says so.
        self.elided = elided

    def target(self) -> CType:
        """The type of the subobject at this position."""
        if isinstance(self.step, Field):
            return self.step.ctype
        assert isinstance(self.ctype, Array)
        return self.ctype.element


class _Cursor:
    """Where the next item of a list goes: a stack of positions, outermost first."""

    def __init__(self, owner: Elaborator, ctype: CType) -> None:
        self._owner = owner
        self._root = ctype
        self._levels: list[_Level] = []
        self._left: tuple[CType, ...] = ()

    def designate(self, designators: list[c_ast.Node]) -> bool:
        """Go where a designation points; False when it cannot be followed."""
        ctype = self._root
        for designator in designators:
            if isinstance(designator, c_ast.ArrayDesignator):
                if not isinstance(ctype, Array):
                    return False
                step = self._owner.index(designator.expr)
                self._levels.append(_Level(ctype, (), step))
                ctype = ctype.element
            else:
                found = self._enter_member(ctype, getattr(designator, "name", ""))
                if found is None:
                    return False
                ctype = found
        return bool(self._levels)

    def _enter_member(self, ctype: CType, name: str) -> CType | None:
        """Enter the member ``name``, through anonymous members."""
        members = self._owner.members(ctype)
        for member in members:
            if member.name == name:
                self._levels.append(_Level(ctype, members, member))
                return member.ctype
        for member in members:
            if member.name is None:
                self._levels.append(_Level(ctype, members, member))
                found = self._enter_member(member.ctype, name)
                if found is not None:
                    return found
                self._levels.pop()
        return None

    def advance(self) -> bool:
        """Move to the next subobject; False when that is unknown or nothing is left."""
        if not self._levels:
            return self._descend(self._root)
        while self._levels:
            level = self._levels[-1]
            known = self._next(level)
            if known is None:
                return False
            if known:
                return True
            done = self._levels.pop()
            if isinstance(done.ctype, Record) and self._levels and not done.elided:
                self._left += (done.ctype,)
        return False

    def _next(self, level: _Level) -> bool | None:
        """Step on inside one aggregate: False at its end, None if the end is unknown."""
        step, ctype = level.step, level.ctype
        if isinstance(step, Field):
            if isinstance(ctype, Record) and ctype.key.kind == "union":
                return False
            following = level.members[level.members.index(step) + 1 :]
            if following:
                level.step = following[0]
            return bool(following)
        assert isinstance(ctype, Array)
        outermost = level is self._levels[0]
        if isinstance(step, UnknownIndex):
            level.step = UnknownIndex(None)
            return True if outermost else None
        level.step = (step.high if isinstance(step, IndexRange) else step) + 1
        if outermost:
            return True
        return None if ctype.length is None else level.step < ctype.length

    def _descend(self, ctype: CType) -> bool:
        """Enter the first subobject of an aggregate."""
        elided = bool(self._levels)
        if isinstance(ctype, Array):
            self._levels.append(_Level(ctype, (), 0, elided))
            return True
        members = self._owner.members(ctype)
        if members:
            self._levels.append(_Level(ctype, members, members[0], elided))
        return bool(members)

    def place(self, node: c_ast.Node) -> InitItem:
        """Return the item for ``node`` here, going further in where braces were left out."""
        ctype = self._levels[-1].target()
        while not self._owner.initialises_whole(node, ctype):
            if not self._descend(ctype):
                return InitItem((), None, node, True)
            ctype = self._levels[-1].target()
        path = tuple(level.step for level in self._levels)
        elided = any(level.elided for level in self._levels)
        return InitItem(path, ctype, node, elided, self._left)
