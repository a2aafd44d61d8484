"""Static locals of a function that is taken apart: objects at file scope that all pieces share."""

from __future__ import annotations

import re
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.statics import liftable, walk
from dsu_kernel.cfront.syntax.nodes import LabelAddress, StmtExpr
from dsu_kernel.cfront.types import Array, CType, EnumType, Pointer, Record, RecordKey
from dsu_kernel.extraction.collect import is_automatic
from dsu_kernel.extraction.localtypes import LocalTypes
from dsu_kernel.extraction.rewrite import Rewriter
from dsu_kernel.extraction.state import named_type


def static_names(function: FunctionDef) -> dict[Symbol, str]:
    """Return the names at file scope of a function's static locals."""
    return {s: static_name(s.key) for s in function.locals if s.storage == "static" and s.key}


def static_name(key: str) -> str:
    """Return the name of a static local at file scope: ``foo::n#2`` is ``foo__static_n_2``."""
    function, _, rest = key.partition("::")
    plain = re.sub(r"[^A-Za-z0-9_]", "_", function)
    return f"{plain}__static_{rest.replace('#', '_')}"


def static_obstacle(unit: TranslationUnit, symbol: Symbol, types: LocalTypes) -> str:
    """Return why a static local cannot be at file scope, or ""."""
    if liftable(symbol, unit):
        return ""
    own = {key for key in unit.records if key.scope not in ("", "system")}
    known = {key for key in own if unit.records[key].node in types.renamed}
    if not _records(symbol.ctype) & own <= known:
        return f"the static local {symbol.name} is of a type that only its block knows"
    init: Any = getattr(symbol.node, "init", None)
    for node in walk(init) if init is not None else ():
        used = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if isinstance(node, LabelAddress | StmtExpr) or (used is not None and is_automatic(used)):
            return f"the initialiser of the static local {symbol.name} depends on the function"
    return ""


def _records(ctype: CType) -> set[RecordKey]:
    while isinstance(ctype, Array | Pointer):
        ctype = ctype.element if isinstance(ctype, Array) else ctype.target
    return {ctype.key} if isinstance(ctype, Record | EnumType) else set()


def at_file_scope(rewriter: Rewriter, symbol: Symbol, name: str) -> c_ast.Decl:
    """Return the declaration of a static local with its name at file scope."""
    made: Any = rewriter.plain(symbol.node)
    made.name = named_type(made.type).declname = name
    assert isinstance(made, c_ast.Decl)
    return made
