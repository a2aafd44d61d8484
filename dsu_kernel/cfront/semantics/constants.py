"""Integer constant expressions: their values as far as Python may know them.

Layouts belong to the C compiler, so offsets and the sizes of structs, unions and vectors are
unknown here (None). Known are the sizes of scalars and their arrays, which are the same on every
machine that is supported (LP64), and the length of an array divided as ``sizeof a / sizeof a[0]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.semantics import literals
from dsu_kernel.cfront.syntax import nodes
from dsu_kernel.cfront.types import (
    VOID_POINTER,
    Array,
    Basic,
    CType,
    EnumType,
    Pointer,
    compatible,
    decay,
    is_arithmetic,
    is_integer,
    promote,
    unqualified,
    usual_arithmetic,
)

_BITS = {
    "_Bool": 1,
    "char": 8,
    "signed char": 8,
    "unsigned char": 8,
    "short": 16,
    "unsigned short": 16,
    "int": 32,
    "unsigned int": 32,
    "long": 64,
    "unsigned long": 64,
    "long long": 64,
    "unsigned long long": 64,
    "__int128": 128,
    "unsigned __int128": 128,
}
_FLOATS = {"float": 32, "double": 64}  # flags may change `long double`
_SIZE_OPERATORS = frozenset({"sizeof", "_Alignof", "__alignof__", "alignof", "__alignof"})
_POINTER_BITS = 64
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
}


def wrap(value: int, ctype: CType) -> int | None:
    """Return ``value`` converted to an integer type; None when the type is not one."""
    plain = Basic(ctype.underlying) if isinstance(ctype, EnumType) else ctype
    bits = _BITS.get(plain.name) if isinstance(plain, Basic) else None
    if bits is None or not isinstance(plain, Basic):
        return None
    if bits == 1:
        return int(value != 0)
    value &= (1 << bits) - 1
    if not plain.name.startswith("unsigned") and value >> (bits - 1):
        value -= 1 << bits
    return value


class ConstantEvaluator:
    """Evaluates expressions that have been typed already."""

    def __init__(self, types: Mapping[c_ast.Node, CType], refs: Mapping[c_ast.ID, Symbol]) -> None:
        self._types = types
        self._refs = refs
        self._handlers: dict[type, Callable[[Any], int | None]] = {
            c_ast.Constant: self._constant,
            c_ast.ID: self._id,
            c_ast.UnaryOp: self._unary,
            c_ast.BinaryOp: self._binary,
            c_ast.Cast: self._cast,
            c_ast.TernaryOp: self._ternary,
            c_ast.FuncCall: self._call,
        }

    def value(self, node: c_ast.Node) -> int | None:
        """Return the value of an integer constant expression, None if unknown or not constant."""
        handler = self._handlers.get(node.__class__)
        return handler(node) if handler else None

    def is_constant(self, node: c_ast.Node) -> bool:
        """Whether the C compiler can compute the expression (though Python may not)."""
        if isinstance(node, c_ast.ID):
            symbol = self._refs.get(node)
            return symbol is not None and symbol.kind == "enumerator"
        if isinstance(node, c_ast.UnaryOp) and node.op in _SIZE_OPERATORS:
            operand = self._types.get(node.expr)
            return not (isinstance(operand, Array) and operand.vla)
        if isinstance(node, c_ast.Cast):
            return self.is_constant(node.expr)
        if isinstance(node, c_ast.FuncCall):
            return getattr(node.name, "name", "") in (
                "__builtin_offsetof",
                "offsetof",
                "__builtin_types_compatible_p",
                "__builtin_choose_expr",
                "__builtin_constant_p",
            )
        if isinstance(node, c_ast.UnaryOp | c_ast.BinaryOp | c_ast.TernaryOp):
            return all(self.is_constant(child) for child in node)
        return isinstance(node, c_ast.Constant)

    def is_null(self, node: c_ast.Node) -> bool:
        """Whether the expression is a null pointer constant: 0, or 0 cast to ``void *``."""
        if isinstance(node, c_ast.Cast):
            target = self._types.get(node.to_type)
            if isinstance(target, Pointer):
                return target == VOID_POINTER and self.value(node.expr) == 0
        return self.value(node) == 0 and is_integer(self._types[node])

    def _constant(self, node: c_ast.Constant) -> int | None:
        text: str = node.value
        if text[:1] in "0123456789":
            found = literals.integer(text)
            return found[0] if found else None
        if text.endswith("'"):
            return literals.character(text)[0]
        return {"true": 1, "false": 0}.get(text)

    def _id(self, node: c_ast.ID) -> int | None:
        symbol = self._refs.get(node)
        return symbol.value if symbol is not None else None

    def _unary(self, node: c_ast.UnaryOp) -> int | None:
        if node.op in _SIZE_OPERATORS:
            return self._sizeof(node)
        value = self.value(node.expr)
        if value is None:
            return None
        if node.op == "!":
            return int(value == 0)
        if node.op == "__extension__":
            return value
        if node.op not in ("+", "-", "~"):
            return None
        result = {"+": value, "-": -value, "~": ~value}[node.op]
        return wrap(result, self._types[node])

    def _sizeof(self, node: c_ast.UnaryOp) -> int | None:
        operand = self._types.get(node.expr)
        return None if node.op != "sizeof" or operand is None else _size(operand)

    def _array_length(self, node: c_ast.BinaryOp) -> int | None:
        left, right = node.left, node.right
        if (
            isinstance(left, c_ast.UnaryOp)
            and isinstance(right, c_ast.UnaryOp)
            and left.op == right.op == "sizeof"
        ):
            whole, part = self._types.get(left.expr), self._types.get(right.expr)
            if isinstance(whole, Array) and part is not None:
                same = compatible(unqualified(whole.element), unqualified(part))
                return whole.length if same else None
        return None

    def _binary(self, node: c_ast.BinaryOp) -> int | None:
        left = self.value(node.left)
        if node.op in ("&&", "||"):
            return self._logical(node, left)
        right = self.value(node.right)
        if left is None or right is None:
            return self._array_length(node) if node.op == "/" else None
        types = self._types
        left_type, right_type = decay(types[node.left]), decay(types[node.right])
        if not (is_arithmetic(left_type) and is_arithmetic(right_type)):
            return None
        if node.op in ("<<", ">>"):
            if not 0 <= right < 128:
                return None
            shifted = left << right if node.op == "<<" else left >> right
            return wrap(shifted, promote(left_type))
        common = usual_arithmetic(left_type, right_type)
        a, b = wrap(left, common), wrap(right, common)
        if a is None or b is None:
            return None
        if node.op in ("/", "%"):
            return self._divide(node.op, a, b)
        result = _ARITHMETIC[node.op](a, b)
        return wrap(result, types[node])

    def _logical(self, node: c_ast.BinaryOp, left: int | None) -> int | None:
        deciding = node.op == "||"
        if left is not None and bool(left) == deciding:
            return int(deciding)
        right = self.value(node.right)
        if left is None or right is None:
            return None
        return int(bool(right))

    @staticmethod
    def _divide(op: str, a: int, b: int) -> int | None:
        if b == 0:
            return None
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return quotient if op == "/" else a - b * quotient

    def _cast(self, node: c_ast.Cast) -> int | None:
        value = self.value(node.expr)
        target = self._types.get(node.to_type)
        if value is None or target is None:
            return None
        return wrap(value, unqualified(target))

    def _ternary(self, node: c_ast.TernaryOp) -> int | None:
        condition = self.value(node.cond)
        if condition is None:
            return None
        if not condition:
            return self.value(node.iffalse)
        return condition if node.iftrue is None else self.value(node.iftrue)

    def _call(self, node: c_ast.FuncCall) -> int | None:
        name = node.name.name if isinstance(node.name, c_ast.ID) else ""
        arguments = node.args.exprs if node.args else []
        if name == "__builtin_choose_expr" and len(arguments) == 3:
            condition = self.value(arguments[0])
            if condition is not None:
                return self.value(arguments[1 if condition else 2])
        if name == "__builtin_types_compatible_p" and len(arguments) == 2:
            left, right = (unqualified(self._types[arg]) for arg in arguments)
            return int(compatible(left, right))
        if name == "__builtin_constant_p" and arguments:
            return 1 if isinstance(arguments[0], c_ast.Constant) else None
        if name == "__builtin_expect" and arguments:
            return self.value(arguments[0])
        return None


def _size(ctype: CType) -> int | None:
    """Return the size in bytes, None where only the C compiler knows it."""
    if isinstance(ctype, Array):
        element = _size(ctype.element)
        return None if element is None or ctype.length is None else element * ctype.length
    if isinstance(ctype, Pointer):
        return _POINTER_BITS // 8
    bits = _BITS.get(ctype.name) or _FLOATS.get(ctype.name) if isinstance(ctype, Basic) else None
    return None if bits is None else -(-bits // 8)


def range_bounds(node: c_ast.Node) -> tuple[c_ast.Node, c_ast.Node]:
    """Return the first and last expression of a designator index or case label."""
    return (node.low, node.high) if isinstance(node, nodes.CaseRange) else (node, node)
