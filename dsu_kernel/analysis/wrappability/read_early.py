"""Members that initialisers of static objects read: gcc is to know their values when it compiles.

``static int x = limits.most;`` is constant for gcc where ``limits`` is, but not through a wrapper.
"""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.shapes import target_of
from dsu_kernel.analysis.wrappability.heap.sizes import is_sizeof
from dsu_kernel.cfront.model import TranslationUnit, child_nodes
from dsu_kernel.cfront.types import Array, CType, Record


def read_early(code: Code) -> Iterator[tuple[CType, c_ast.Node]]:
    """Yield each type of which such an initialiser reads a member, and where."""
    for unit in code.units:
        for symbol in (*unit.objects.values(), *unit.static_locals):
            init = getattr(symbol.node, "init", None)
            if init is not None:
                yield from _reads(code, unit, init)


def _reads(
    code: Code, unit: TranslationUnit, init: c_ast.Node
) -> Iterator[tuple[CType, c_ast.Node]]:
    pending = [init]
    while pending:
        node = pending.pop()
        if is_sizeof(node):
            continue
        place = node.expr if isinstance(node, c_ast.UnaryOp) and node.op == "&" else node
        only_address = place is not node or isinstance(code.type(unit, node), Array)
        while isinstance(place, c_ast.StructRef | c_ast.ArrayRef):
            if isinstance(place, c_ast.ArrayRef):
                pending.append(place.subscript)
            elif not only_address:
                base = code.value_type(unit, place.name)
                yield (base if isinstance(base, Record) else target_of(base) or base), node
            place = place.name
        pending += child_nodes(place)
