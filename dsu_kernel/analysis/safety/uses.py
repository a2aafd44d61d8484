"""What code uses concretely: the types, functions and globals whose present form it depends on.

For a wrapped type the size of an object and the place of its version word never change. So moving
a ``T *`` about, comparing it, stepping through an array of T or holding a T inside another struct
uses nothing; looking inside a T, creating, copying or measuring one does. For every other type all
of these are uses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.facts import Birth
from dsu_kernel.analysis.safety_facts import Name, Use, record_name
from dsu_kernel.analysis.syntax.casts import reinterpreted
from dsu_kernel.analysis.syntax.walk import arguments, callee_symbol, cleanups
from dsu_kernel.cfront.model import FunctionDef, Place, TranslationUnit, contained_records, place_of
from dsu_kernel.cfront.types import (
    Array,
    CType,
    Function,
    Pointer,
    Record,
    RecordKey,
    decay,
    pointee,
)

NodeUses = tuple[tuple[Name, str], ...]
_NOTHING: NodeUses = ()
_SIZE_OPS = frozenset({"sizeof", "_Alignof", "__alignof__", "__alignof", "alignof"})
_STEP_OPS = frozenset({"++", "--", "p++", "p--"})
_OFFSETOF = frozenset({"offsetof", "__builtin_offsetof"})


class UseRules:
    """The rules for one unit; ``wrapped`` are the records whose objects are wrapped."""

    def __init__(
        self,
        unit: TranslationUnit,
        wrapped: Collection[RecordKey] = frozenset(),
        births: Mapping[c_ast.FuncCall, Birth] | None = None,
    ) -> None:
        self.unit = unit
        self.wrapped = frozenset(wrapped)
        self._births = births or {}
        self._whole: dict[CType, tuple[Name, ...]] = {}
        self._layout: dict[RecordKey, tuple[Name, ...]] = {}
        self._rules: dict[type[c_ast.Node], Callable[[Any], NodeUses]] = {
            c_ast.ID: self._identifier,
            c_ast.StructRef: self._member,
            c_ast.ArrayRef: self._subscript,
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.Assignment: self._assignment,
            c_ast.Cast: self._cast,
            c_ast.FuncCall: self._call,
            c_ast.Decl: self._declaration,
            c_ast.CompoundLiteral: self._literal,
        }

    def node_uses(
        self, nodes: Iterable[c_ast.Node], result: CType | None = None
    ) -> dict[c_ast.Node, NodeUses]:
        """Return those of the nodes that use something themselves, and what.

        ``nodes`` are a function's body in preorder, ``result`` is what the function returns.
        """
        found: dict[c_ast.Node, NodeUses] = {}
        whole_elsewhere: set[c_ast.Node] = set()
        types, rules = self.unit.types, self._rules
        for node in nodes:
            kind = node.__class__
            # t in t.x and in &t is not copied.
            if isinstance(node, c_ast.StructRef):
                whole_elsewhere.add(node.name)
            elif isinstance(node, c_ast.UnaryOp) and node.op == "&":
                whole_elsewhere.add(node.expr)
            rule = rules.get(kind)
            uses = rule(node) if rule else _NOTHING
            if isinstance(node, c_ast.Return):
                uses = self._birth(node.expr, result)
            ctype = types.get(node)
            if (
                ctype.__class__ is Record
                and kind is not c_ast.Decl
                and kind is not c_ast.Typename
                and node not in whole_elsewhere
            ):
                uses += self.whole(ctype, "handles a whole")
            if uses:
                found[node] = uses
        return found

    def whole(self, ctype: CType | None, why: str) -> NodeUses:
        """Uses of code that creates, copies or measures an object of this type."""
        if ctype is None:
            return _NOTHING
        names = self._whole.get(ctype)
        if names is None:
            keys = contained_records(ctype, self.unit.records)
            names = tuple(record_name(key) for key in keys if not key.system)
            self._whole[ctype] = names
        return tuple((name, f"{why} {name.key}") for name in names)

    def layout(self, key: RecordKey, why: str) -> NodeUses:
        """Uses of code that relies on where the members of a record lie."""
        names = self._layout.get(key)
        if names is None:
            found: dict[RecordKey, None] = {}
            self._collect_layout(key, found)
            names = tuple(record_name(k) for k in found if not k.system)
            self._layout[key] = names
        return tuple((name, f"{why} {name.key}") for name in names)

    def _collect_layout(self, key: RecordKey, found: dict[RecordKey, None]) -> None:
        if key in found:
            return
        found[key] = None
        definition = self.unit.records.get(key)
        for member in definition.fields if definition else ():
            ctype = member.ctype
            while isinstance(ctype, Array):
                ctype = ctype.element
            if isinstance(ctype, Record) and ctype.key not in self.wrapped:
                self._collect_layout(ctype.key, found)

    def _steps(self, ctype: CType | None) -> NodeUses:
        """Uses of arithmetic on a pointer: the size of what it points to, if that can change."""
        target = pointee(ctype) if ctype is not None else None
        while isinstance(target, Array):
            target = target.element
        if isinstance(target, Record) and target.key not in self.wrapped:
            return self.layout(target.key, "steps through objects of")
        return _NOTHING

    def _identifier(self, node: c_ast.ID) -> NodeUses:
        symbol = self.unit.refs.get(node)
        if symbol is None or symbol.key is None or symbol.system:
            return _NOTHING
        if symbol.kind == "function":
            return ((Name("F", symbol.key), f"refers to {symbol.name}"),)
        if symbol.kind == "object":
            return ((Name("G", symbol.key), f"refers to {symbol.name}"),)
        return _NOTHING

    def _member(self, node: c_ast.StructRef) -> NodeUses:
        member = self.unit.members.get(node)
        if member is None:
            base = self.unit.types.get(node.name)
            target = pointee(base) if node.type == "->" and base is not None else base
            key = target.key if isinstance(target, Record) else None
            return self.layout(key, "looks inside") if key else _NOTHING
        uses = self.layout(member.record, "looks inside")
        for step in member.path:
            if step.name is None and isinstance(step.ctype, Record):
                uses += self.layout(step.ctype.key, "looks inside")
        return uses

    def _subscript(self, node: c_ast.ArrayRef) -> NodeUses:
        types = self.unit.types
        return self._steps(types.get(node.name)) or self._steps(types.get(node.subscript))

    def _unary(self, node: c_ast.UnaryOp) -> NodeUses:
        if node.op in _SIZE_OPS:
            return self.whole(self.unit.types.get(node.expr), "measures")
        if node.op in _STEP_OPS:
            return self._steps(self.unit.types.get(node.expr))
        return _NOTHING

    def _binary(self, node: c_ast.BinaryOp) -> NodeUses:
        if node.op not in {"+", "-"}:
            return _NOTHING
        types = self.unit.types
        return self._steps(types.get(node.left)) or self._steps(types.get(node.right))

    def _assignment(self, node: c_ast.Assignment) -> NodeUses:
        ctype = self.unit.types.get(node.lvalue)
        if node.op in {"+=", "-="}:
            return self._steps(ctype)
        return self._birth(node.rvalue, ctype)

    def _cast(self, node: c_ast.Cast) -> NodeUses:
        uses = self._birth(node.expr, self.unit.types.get(node))
        key = reinterpreted(self.unit, node)
        return uses + self.layout(key, "looks through a cast into") if key else uses

    def _call(self, node: c_ast.FuncCall) -> NodeUses:
        uses = _NOTHING
        birth = self._births.get(node)
        if birth is not None:
            uses += self.whole(birth.target, "creates a")
        if isinstance(node.name, c_ast.ID) and node.name.name in _OFFSETOF:
            for operand in arguments(node)[:1]:
                record = self.unit.types.get(operand)
                if isinstance(record, Record):
                    uses += self.layout(record.key, "takes offsets in")
            return uses
        symbol = callee_symbol(self.unit, node)
        ctype = symbol.ctype if symbol is not None else None
        if isinstance(ctype, Function):
            for argument, target in zip(arguments(node), ctype.params, strict=False):
                uses += self._birth(argument, target)
        return uses

    def _declaration(self, node: c_ast.Decl) -> NodeUses:
        symbol = self.unit.introduces.get(node)
        # Objects with static storage are born when their module is loaded, not by this code.
        if symbol is None or symbol.kind != "object" or symbol.key is not None:
            return _NOTHING
        ctype = self.unit.types.get(node) or symbol.ctype
        uses = self.whole(ctype, "declares a") + self._birth(node.init, ctype)
        return uses + self.cleanups(node)

    def cleanups(self, node: c_ast.Decl) -> NodeUses:
        """Uses of a declaration at the end of its scope: the functions that are called there."""
        found = cleanups(self.unit, node)
        return tuple((Name("F", s.key), f"cleans up by {s.name}") for s in found if s.key)

    def _literal(self, node: c_ast.CompoundLiteral) -> NodeUses:
        return self.whole(self.unit.types.get(node), "creates a")

    def _birth(self, value: c_ast.Node | None, target: CType | None) -> NodeUses:
        """Uses of a conversion of a call's result from untyped memory to a pointer to a record."""
        if not isinstance(value, c_ast.FuncCall) or not isinstance(target, Pointer):
            return _NOTHING
        source = decay(self.unit.types.get(value, target))
        if isinstance(source, Pointer) and not isinstance(source.target, Record | Pointer):
            return self.whole(target.target, "creates a")
        return _NOTHING


def function_uses(
    function: FunctionDef, nodes: Iterable[c_ast.Node], rules: UseRules
) -> tuple[Use, ...]:
    """Return what a function uses concretely, each name with the first place, in text order.

    ``nodes`` are its body in preorder.
    """
    found: dict[Name, Use] = {}
    place = function.place
    result = result_type(function)
    for ctype in (result, *(param.ctype for param in function.params)):
        for name, why in rules.whole(ctype, "takes or returns a"):
            found.setdefault(name, Use(name, place, why))
    for node, uses in rules.node_uses(nodes, result).items():
        place = _known(place_of(node), place)
        for name, why in uses:
            found.setdefault(name, Use(name, place, why))
    return tuple(found.values())


def result_type(function: FunctionDef) -> CType | None:
    """Return what a function returns."""
    ctype = function.symbol.ctype
    return ctype.result if isinstance(ctype, Function) else None


def _known(place: Place, fallback: Place) -> Place:
    return place if place.line else fallback
