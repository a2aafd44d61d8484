"""The whole program as the type analyses see it: bodies, functions and types of all units."""

from __future__ import annotations

from collections.abc import Iterable

from pycparser import c_ast

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.questions import called_symbol, callee_name
from dsu_kernel.analysis.wrappability.code.move_reader import bodies
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import Shapes
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.constants import ConstantEvaluator
from dsu_kernel.cfront.types import CType, Opaque, Void, decay

_UNKNOWN = Opaque("unknown")
# No object can be at such an address, so a pointer made from it is a mark, never memory.
_LOWEST_MARK, _HIGHEST_MARK = -4096, 65535


class Code:
    """Units, their bodies, and the questions about expressions that every analysis asks."""

    def __init__(self, units: Iterable[TranslationUnit]) -> None:
        self.units = tuple(units)
        self.shapes = Shapes(self.units)
        self.bodies: list[Body] = []
        self.functions: dict[str, FunctionDef] = {}
        # Definitions of one function in several units (weak ones): any of them may be the one.
        self.rivals: list[tuple[FunctionDef, FunctionDef]] = []
        self._constants: dict[str, ConstantEvaluator] = {}
        for unit in self.units:
            self.bodies += bodies(unit)
            self._constants[unit.name] = ConstantEvaluator(unit.types, unit.refs)
            for function in unit.functions.values():
                known = self.functions.setdefault(function.key, function)
                if known is not function:
                    self.rivals.append((known, function))

    def type(self, unit: TranslationUnit, node: c_ast.Node) -> CType:
        """Return the type of an expression, not decayed."""
        return unit.types.get(node, _UNKNOWN)

    def value_type(self, unit: TranslationUnit, node: c_ast.Node) -> CType:
        """Return the type of an expression's value."""
        return decay(unit.types.get(node, _UNKNOWN))

    def definition(self, symbol: Symbol | None) -> FunctionDef | None:
        """Return the program's definition of a function."""
        if symbol is None or symbol.key is None:
            return None
        return self.functions.get(symbol.key)

    def callee(self, unit: TranslationUnit, call: c_ast.FuncCall) -> FunctionDef | None:
        """Return the function of the program that a call names."""
        return self.definition(called_symbol(unit, call))

    def library(self, unit: TranslationUnit, call: c_ast.FuncCall) -> str | None:
        """Return the bare name of the library or foreign function that a call names."""
        symbol = called_symbol(unit, call)
        if symbol is None:
            name = callee_name(call)
            builtin = name.startswith(("__builtin_", "__atomic_", "__sync_"))
            return libc.bare(name) if builtin or name in ("va_arg", "offsetof") else None
        return None if self.definition(symbol) else libc.bare(symbol.name)

    def constant(self, unit: TranslationUnit, node: c_ast.Node) -> int | None:
        """Return the value of an integer constant expression."""
        return self._constants[unit.name].value(node)

    def is_mark(self, unit: TranslationUnit, node: c_ast.Node) -> bool:
        """Whether a pointer's source is a constant that cannot be an object's address."""
        node = self.strip_casts(node)
        value = self.constant(unit, node)
        return value is not None and _LOWEST_MARK < value <= _HIGHEST_MARK

    @staticmethod
    def strip_casts(node: c_ast.Node) -> c_ast.Node:
        """Return the expression inside all casts."""
        while isinstance(node, c_ast.Cast) or (
            isinstance(node, c_ast.UnaryOp) and node.op == "__extension__"
        ):
            node = node.expr
        return node

    def strip_void(self, unit: TranslationUnit, node: c_ast.Node) -> c_ast.Node:
        """Return the expression inside casts to ``void *``."""
        while isinstance(node, c_ast.Cast):
            ctype = unit.types.get(node)
            target = getattr(ctype, "target", None)
            if not isinstance(target, Void):
                break
            node = node.expr
        return node
