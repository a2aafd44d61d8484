"""Heap births: the calls whose result is memory in which structs of the program begin to live."""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.analysis.facts import Allocator, Birth, FreshCall
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import is_char, target_of
from dsu_kernel.analysis.wrappability.heap.allocators import Allocators
from dsu_kernel.analysis.wrappability.heap.sizes import SizeTerm, SizeUses, product
from dsu_kernel.cfront.model import place_of
from dsu_kernel.cfront.types import CType, Record, Void

_ALLOCATORS: dict[str, Allocator] = {
    "malloc": "malloc",
    "calloc": "calloc",
    "realloc": "realloc",
    "alloca": "alloca",
    "fresh": "fresh",
}


class Births:
    """All births of a program, by call."""

    def __init__(self, code: Code, sizes: SizeUses) -> None:
        self.code = code
        self.allocators = Allocators(code)
        self.by_call: dict[c_ast.FuncCall, Birth] = {}
        for body in code.bodies:
            wanted = self._wanted(body)
            for call in body.calls:
                fresh = self.allocators.of_call(body, call)
                if fresh is not None:
                    self._consider(body, call, fresh, wanted.get(call), sizes)

    def _wanted(self, body: Body) -> dict[c_ast.FuncCall, CType]:
        """Return what type of object each call's result is converted to a pointer to."""
        found: dict[c_ast.FuncCall, CType] = {}
        for move in body.moves:
            target = target_of(move.target) if move.target is not None else None
            if target is None or isinstance(target, Void) or is_char(target):
                continue
            for source in self._sources(body, move.expr):
                if isinstance(source, c_ast.FuncCall):
                    found.setdefault(source, target)
        return found

    def _sources(self, body: Body, node: c_ast.Node) -> Iterator[c_ast.Node]:
        """Yield the expressions that the value may come from, through casts to ``void *``."""
        node = self.code.strip_void(body.unit, node)
        while isinstance(node, c_ast.Cast):
            target = target_of(self.code.value_type(body.unit, node))
            if not (isinstance(target, Void) or is_char(target)):
                break
            node = node.expr
        if isinstance(node, c_ast.TernaryOp):
            yield from self._sources(body, node.iftrue or node.cond)
            yield from self._sources(body, node.iffalse)
        elif isinstance(node, c_ast.ExprList):
            yield from self._sources(body, node.exprs[-1])
        else:
            yield node

    def _consider(
        self,
        body: Body,
        call: c_ast.FuncCall,
        fresh: FreshCall,
        wanted: CType | None,
        sizes: SizeUses,
    ) -> None:
        term = self._size(body, call, fresh)
        if term is None or not isinstance(term.element, Record):
            return
        if wanted is not None and wanted != term.element:
            return
        sizes.accept(term)
        allocator = _ALLOCATORS[fresh.allocator]
        self.by_call[call] = Birth(
            record=term.element.key,
            target=term.element,
            allocator="calloc" if fresh.zeroed and allocator == "malloc" else allocator,
            place=place_of(call),
            node=call,
            size_args=fresh.size_args,
            old=fresh.old,
            zeroed=fresh.zeroed,
        )

    def _size(self, body: Body, call: c_ast.FuncCall, fresh: FreshCall) -> SizeTerm | None:
        """Return the one ``sizeof`` term among the arguments that make up the size."""
        args = arguments(call)
        if any(index >= len(args) for index in fresh.size_args):
            return None
        terms = [product(self.code, body.unit, args[index]) for index in fresh.size_args]
        found = [term for term in terms if term is not None]
        return found[0] if len(found) == 1 else None
