"""Where values go: one pass over the syntax that lists every movement of a value to a place.

Each function (and the file scope, for initialisers) becomes one :class:`Body`. The other analyses
of this package read these lists instead of walking the tree again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Place, Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import CType, RecordKey

Why = Literal["assign", "init", "member", "argument", "variadic", "return", "cast"]


@dataclass(slots=True, eq=False)
class Move:
    """The value of ``expr`` goes to a place of type ``target`` (None: any, a variadic argument).

    The place is the one of: ``lvalue`` (assign), ``symbol`` or ``literal`` (init), ``member`` (an
    initialised member of a record), ``call`` and ``index`` (argument), ``cast``. A return goes to
    the function.
    """

    why: Why
    expr: c_ast.Node
    target: CType | None
    lvalue: c_ast.Node | None = None
    symbol: Symbol | None = None
    member: tuple[RecordKey, str] | None = None
    call: c_ast.FuncCall | None = None
    index: int = 0
    cast: c_ast.Cast | None = None
    literal: c_ast.CompoundLiteral | None = None

    @property
    def place(self) -> Place:
        """Where the value is written."""
        return place_of(self.expr)


@dataclass(slots=True, eq=False)
class Body:
    """What happens in one function, or outside all of them (``function`` None)."""

    unit: TranslationUnit
    function: FunctionDef | None
    moves: list[Move] = field(default_factory=list)
    calls: list[c_ast.FuncCall] = field(default_factory=list)
    sizes: list[c_ast.UnaryOp] = field(default_factory=list)
    aligns: list[c_ast.UnaryOp] = field(default_factory=list)
    divisions: list[c_ast.BinaryOp] = field(default_factory=list)
    differences: list[c_ast.BinaryOp] = field(default_factory=list)
    asms: list[Asm] = field(default_factory=list)
    pragmas: list[c_ast.Pragma] = field(default_factory=list)
    taken: list[c_ast.ID] = field(default_factory=list)
    elided: list[tuple[CType, c_ast.Node]] = field(default_factory=list)
    nodes: list[c_ast.Node] = field(default_factory=list)
    constant: list[c_ast.Node] = field(default_factory=list)  # the like in array lengths, ``enum``
    cleanups: list[tuple[c_ast.Decl, str]] = field(default_factory=list)
    updates: list[c_ast.Assignment] = field(default_factory=list)  # ``+=`` and its like
