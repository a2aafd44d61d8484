"""Static locals of a function that is taken apart: objects at file scope that all pieces share."""

from __future__ import annotations

import re
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.extraction.copying import Copier


def hoisted_statics(
    unit: TranslationUnit, function: FunctionDef, renamed: dict[Symbol, str]
) -> list[c_ast.Node]:
    """Return the static locals as file-scope objects; their names are added to ``renamed``."""
    found: list[Symbol] = [s for s in function.locals if s.storage == "static" and s.key]
    for symbol in found:
        renamed[symbol] = static_name(str(symbol.key))
    copier = _Initialisers(unit, function, renamed)
    return [copier.declaration(symbol) for symbol in found]


def static_name(key: str) -> str:
    """Return the name of a static local at file scope: ``foo::n#2`` is ``foo__static_n_2``."""
    function, _, rest = key.partition("::")
    plain = re.sub(r"[^A-Za-z0-9_]", "_", function)
    return f"{plain}__static_{rest.replace('#', '_')}"


class _Initialisers(Copier):
    def __init__(
        self, unit: TranslationUnit, function: FunctionDef, renamed: dict[Symbol, str]
    ) -> None:
        super().__init__()
        self._unit = unit
        self._function = function
        self._renamed = renamed

    def declaration(self, symbol: Symbol) -> c_ast.Decl:
        """Return the declaration of a static local with its name at file scope."""
        made: Any = self.copy(symbol.node)  # type: ignore[arg-type]
        made.name = self._renamed[symbol]
        inner = made.type
        while not isinstance(inner, c_ast.TypeDecl):
            inner = inner.type
        inner.declname = made.name
        assert isinstance(made, c_ast.Decl)
        return made

    def copy(self, node: c_ast.Node) -> Any:
        if isinstance(node, c_ast.ID):
            symbol = self._unit.refs.get(node)
            if symbol in self._renamed:
                return c_ast.ID(self._renamed[symbol], node.coord)
            if node.name in ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"):
                return c_ast.Constant("string", f'"{self._function.name}"', node.coord)
        return self.plain(node)
