"""Arrays that get their length from an initialiser, where initialisers are typed later.

``char name[] = "x"; char copy[sizeof name];``: the second declaration needs the first one's
initialiser, and that one those of the arrays that it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.semantics.statics import walk
from dsu_kernel.cfront.types import Array
from dsu_kernel.cfront.typing.declarations import Declarations


class OpenArrays:
    """Those whose length is not known yet, by name."""

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self._waiting: dict[str, tuple[c_ast.Decl, Symbol]] = {}

    def add(self, node: c_ast.Decl, symbol: Symbol) -> None:
        """Remember a declaration if its initialiser gives its array the length."""
        if isinstance(symbol.ctype, Array) and symbol.ctype.length is None:
            self._waiting[node.name] = (node, symbol)

    def settle(self, item: c_ast.Node) -> None:
        """Type the initialisers of the arrays that a declaration mentions."""
        if self._waiting:
            for part in _without_initialiser(item):
                self._settle_in(part)

    def _settle_in(self, part: c_ast.Node) -> None:
        for node in walk(part):
            if isinstance(node, c_ast.ID) and node.name in self._waiting:
                declaration, symbol = self._waiting.pop(node.name)
                self._settle_in(declaration.init)
                self._declarations.initialiser(declaration, symbol)


def _without_initialiser(item: c_ast.Node) -> Iterator[c_ast.Node]:
    """Yield the parts of a file-scope item that are typed before bodies and initialisers."""
    declaration = item.decl if isinstance(item, c_ast.FuncDef) else item
    if not isinstance(declaration, c_ast.Decl):
        yield declaration
        return
    yield declaration.type
    yield from declaration.align
    yield from declaration.attributes or ()
    if declaration.bitsize is not None:
        yield declaration.bitsize
