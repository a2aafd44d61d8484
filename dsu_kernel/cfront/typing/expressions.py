"""The type of every expression, filled into the workspace's tables as expressions are met.

Types are recorded undecayed: an array's name has an array type, a function's name a function type.
Whatever is not understood has an ``Opaque`` type; only the C compiler judges programs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import (
    FUNCTION_NAMES,
    Member,
    Symbol,
    child_nodes,
    find_member,
    place_of,
)
from dsu_kernel.cfront.semantics import literals, operators
from dsu_kernel.cfront.semantics.builtin_calls import OFFSETOF, Arguments, special_call
from dsu_kernel.cfront.semantics.constants import ConstantEvaluator
from dsu_kernel.cfront.syntax import nodes
from dsu_kernel.cfront.types import (
    CONST,
    INT,
    SIZE_T,
    VOID,
    VOID_POINTER,
    Array,
    Basic,
    CType,
    Function,
    Opaque,
    Pointer,
    Record,
    compatible,
    decay,
    promote,
    qualified,
    unqualified,
)
from dsu_kernel.cfront.typing.initialisers import InitialiserTyper
from dsu_kernel.cfront.typing.selections import is_certain
from dsu_kernel.cfront.typing.workspace import Workspace

_KEYWORD_CONSTANTS = {"true": Basic("_Bool"), "false": Basic("_Bool"), "nullptr": VOID_POINTER}
_UNKNOWN = Opaque("unknown")
_INCREMENTS = frozenset({"++", "--", "p++", "p--"})
_BIT_FIELD_CARRIERS = frozenset({c_ast.StructRef, c_ast.Assignment, c_ast.UnaryOp, c_ast.ExprList})


class ExpressionTyper:
    """Types expressions; one handler per node class."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._types = work.types
        self.constants = ConstantEvaluator(work.types, work.refs)
        self.initialisers = InitialiserTyper(work, self.constants, self.type)
        # See `connect`.
        self._block_value: Callable[[c_ast.Compound], CType]
        self._type_name: Callable[[c_ast.Typename], CType]
        self._handlers: dict[type, Callable[[Any], CType]] = {
            c_ast.ID: self._id,
            c_ast.Constant: self._constant,
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.Assignment: self._assignment,
            c_ast.TernaryOp: self._ternary,
            c_ast.Cast: self._cast,
            c_ast.CompoundLiteral: self._compound_literal,
            c_ast.ArrayRef: self._array_ref,
            c_ast.StructRef: self._struct_ref,
            c_ast.FuncCall: self._call,
            c_ast.ExprList: self._comma,
            c_ast.GenericSelection: self._generic,
            c_ast.InitList: self.initialisers.untyped_list,
            nodes.StmtExpr: self._statement_expression,
            nodes.LabelAddress: lambda node: VOID_POINTER,
        }

    def connect(
        self,
        block_value: Callable[[c_ast.Compound], CType],
        type_name: Callable[[c_ast.Typename], CType],
    ) -> None:
        """Give what is built upon expressions and stands within them: blocks and type names."""
        self._block_value = block_value
        self._type_name = type_name
        self._handlers[c_ast.Typename] = type_name

    def type(self, node: c_ast.Node) -> CType:
        """Type an expression and everything in it."""
        handler = self._handlers.get(node.__class__)
        ctype = handler(node) if handler else self._unknown(node)
        self._types[node] = ctype
        return ctype

    def known(self, node: c_ast.Node) -> CType:
        """Return the type of an expression that declarators may share, typing it once."""
        found = self._types.get(node)
        return self.type(node) if found is None else found

    def value_type(self, node: c_ast.Node) -> CType:
        """Type an expression and return the type of its value, bit-fields promoted."""
        ctype = self.type(node)
        if node.__class__ in _BIT_FIELD_CARRIERS:
            bits = self._bit_field_width(node)
            if bits is not None:
                return operators.bit_field_value(ctype, self.constants.value(bits))
        return decay(ctype)

    def _bit_field_width(self, node: c_ast.Node) -> c_ast.Node | None:
        """Return the width expression if the value is that of a bit-field, also just assigned."""
        while True:
            if isinstance(node, c_ast.Assignment):
                node = node.lvalue
            elif isinstance(node, c_ast.UnaryOp) and node.op in _INCREMENTS:
                node = node.expr
            elif isinstance(node, c_ast.ExprList):
                node = node.exprs[-1]
            else:
                member = self._work.members.get(node)
                return member.field.bits if member is not None else None

    def _unknown(self, node: c_ast.Node) -> CType:
        for child in child_nodes(node):
            self.type(child)
        return _UNKNOWN

    def _id(self, node: c_ast.ID) -> CType:
        work = self._work
        symbol = work.scope.lookup(node.name)
        if symbol is None:
            symbol = self._undeclared(node)
            if symbol is None:
                return _KEYWORD_CONSTANTS.get(node.name, _UNKNOWN)
        work.refs[node] = symbol
        return symbol.ctype

    def _undeclared(self, node: c_ast.ID) -> Symbol | None:
        """Return the symbol of a name no declaration introduces: ``__func__`` and builtins."""
        work = self._work
        if node.name in FUNCTION_NAMES and work.function is not None:
            length = len(work.function.name.encode("utf-8", "surrogateescape")) + 1
            symbol = Symbol(
                name=node.name,
                kind="object",
                ctype=Array(qualified(Basic("char"), CONST), length),
                storage="static",
                linkage="none",
                scope="block",
                system=False,
                key=None,
                place=place_of(node),
                node=None,
                defined=True,
            )
            work.function_scope().symbols[node.name] = symbol
            return symbol
        return work.builtin(node.name)

    def _constant(self, node: c_ast.Constant) -> CType:
        text: str = node.value
        if node.type == "string":
            return literals.string(text)
        if text.isdigit() and len(text) < 10:
            return INT
        if text.endswith("'"):
            return literals.character(text)[1]
        found = literals.integer(text)
        if found is not None:
            return found[1]
        return _KEYWORD_CONSTANTS.get(text) or literals.floating(text)

    def _unary(self, node: c_ast.UnaryOp) -> CType:
        op = node.op
        if op == "&":
            return Pointer(self.type(node.expr))
        if op == "*":
            return operators.dereference(self.type(node.expr))
        if op == "!":
            self.type(node.expr)
            return INT
        if op in ("+", "-", "~"):
            return promote(self.value_type(node.expr))
        if op in _INCREMENTS:
            return unqualified(self.type(node.expr))
        if op in ("__real__", "__imag__", "__real", "__imag"):
            return operators.real_part(self.type(node.expr))
        ctype = self.type(node.expr)
        # What is left is __extension__, sizeof and the alignment operators.
        return ctype if op == "__extension__" else SIZE_T

    def _binary(self, node: c_ast.BinaryOp) -> CType:
        # Long chains like a + b + ... lean to the left: walk them without recursion.
        chain = [node]
        left = node.left
        while left.__class__ is c_ast.BinaryOp:
            chain.append(left)
            left = left.left
        ctype = self.value_type(left)
        while chain:
            link = chain.pop()
            ctype = operators.binary(link.op, ctype, self.value_type(link.right))
            self._types[link] = ctype
        return ctype

    def _assignment(self, node: c_ast.Assignment) -> CType:
        target = self.type(node.lvalue)
        self.type(node.rvalue)
        return unqualified(target)

    def _ternary(self, node: c_ast.TernaryOp) -> CType:
        condition = self.value_type(node.cond)
        left_node = node.cond if node.iftrue is None else node.iftrue
        left = condition if node.iftrue is None else self.value_type(left_node)
        right = self.value_type(node.iffalse)
        if left == right:
            return promote(left)
        is_null = self.constants.is_null
        return operators.conditional(left, right, is_null(left_node), is_null(node.iffalse))

    def _cast(self, node: c_ast.Cast) -> CType:
        target = self._type_name(node.to_type)
        self.type(node.expr)
        return unqualified(target)

    def _compound_literal(self, node: c_ast.CompoundLiteral) -> CType:
        return self.initialisers.initialise(node.init, self._type_name(node.type))

    def _array_ref(self, node: c_ast.ArrayRef) -> CType:
        base, index = self.type(node.name), self.type(node.subscript)
        if isinstance(base, Pointer | Array):
            return operators.dereference(base)
        if isinstance(base, Opaque):
            return Opaque(f"{base.text}[]")
        return operators.dereference(index)

    def _struct_ref(self, node: c_ast.StructRef) -> CType:
        base = self.type(node.name)
        if node.type == "->":
            base = operators.dereference(base)
        return self._member(node, node.field.name, base)

    def _member(self, node: c_ast.Node, name: str, base: CType) -> CType:
        """Return the type of member ``name`` of a ``base``, and note the way to it."""
        work = self._work
        definition = work.record(base.key) if isinstance(base, Record) else None
        path = find_member(definition, name, work) if definition is not None else None
        if path is None or not isinstance(base, Record):
            return _UNKNOWN
        member = path[-1]
        work.members[node] = Member(base.key, path, member)
        quals = base.quals
        for step in path[:-1]:
            quals |= step.ctype.quals
        return qualified(member.ctype, quals)

    def _call(self, node: c_ast.FuncCall) -> CType:
        name = node.name
        arguments: Sequence[c_ast.Node] = node.args.exprs if node.args is not None else ()
        special = None
        if name.__class__ is c_ast.ID:
            if name.name in OFFSETOF and len(arguments) == 2:
                return self._offsetof(name, arguments[0], arguments[1])
            special = special_call(name.name)
            callee = self._callee(name)
        else:
            callee = self.type(name)
        types = [self.type(argument) for argument in arguments]
        if special is not None:
            if name.name == "__builtin_choose_expr" and len(arguments) == 3:
                self._choose(node, arguments)
            return special(Arguments(arguments, types, self.constants))
        if isinstance(callee, Pointer):
            callee = callee.target
        return callee.result if isinstance(callee, Function) else _UNKNOWN

    def _choose(self, node: c_ast.FuncCall, arguments: Sequence[c_ast.Node]) -> None:
        condition = self.constants.value(arguments[0])
        if condition is not None:
            self._work.chosen[node] = arguments[1 if condition else 2]

    def _offsetof(self, name: c_ast.ID, base: c_ast.Node, designator: c_ast.Node) -> CType:
        """Type ``offsetof(T, a.b[i])``: its names are members, not objects."""
        symbol = self._work.builtin(name.name)
        if symbol is not None:
            self._work.refs[name] = symbol
        self._designator(designator, self.type(base))
        return SIZE_T

    def _designator(self, node: c_ast.Node, base: CType) -> CType:
        if isinstance(node, c_ast.ArrayRef):
            self.type(node.subscript)
            ctype = operators.dereference(self._designator(node.name, base))
        elif isinstance(node, c_ast.StructRef):
            ctype = self._member(node, node.field.name, self._designator(node.name, base))
        else:
            ctype = self._member(node, getattr(node, "name", ""), base)
        self._types[node] = ctype
        return ctype

    def _callee(self, node: c_ast.ID) -> CType:
        """Type the name in a call, declaring the function if nothing else does (C90)."""
        if self._work.scope.lookup(node.name) is None and not self._undeclared(node):
            self._work.refs[node] = self._work.implicit_function(node)
        return self.type(node)

    def _comma(self, node: c_ast.ExprList) -> CType:
        ctype: CType = VOID
        for expr in node.exprs:
            ctype = self.type(expr)
        return decay(ctype)

    def _generic(self, node: c_ast.GenericSelection) -> CType:
        control = decay(self.type(node.expr))
        certain = is_certain(control) and self._bit_field_width(node.expr) is None
        chosen: c_ast.Node | None = None
        default: c_ast.Node | None = None
        for association in node.associations:
            self.type(association.expr)
            if association.type is None:
                default = association.expr
                continue
            ctype = self._type_name(association.type)
            certain = certain and is_certain(ctype)
            if chosen is None and compatible(ctype, control):
                chosen = association.expr
        chosen = chosen or default
        if chosen is None:
            return _UNKNOWN
        if certain:
            self._work.chosen[node] = chosen
        return self._types[chosen]

    def _statement_expression(self, node: nodes.StmtExpr) -> CType:
        return self._block_value(node.block)
