"""Typing a piece of text in the scope of a unit that is already typed: expressions to evaluate."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import TypeVar, cast

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, TranslationUnit
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.parsing.parser import parse_unit
from dsu_kernel.cfront.typing.assembly import Assembly
from dsu_kernel.cfront.typing.selections import settle
from dsu_kernel.cfront.typing.workspace import Workspace

_K = TypeVar("_K")
_V = TypeVar("_V")


def build_fragment(user_text: str, base: TranslationUnit, name: str) -> TranslationUnit:
    """Return ``base`` with the file-scope items of ``user_text`` added; ``base`` stays as it is.

    Raises ParseError when the text is not C.
    """
    symbols = base.file_scope.symbols
    typedefs = [s.name for s in symbols.values() if s.kind == "typedef"]
    parsed = parse_unit(
        user_text, filename=name, typedef_names=[*base.headers.typedef_names, *typedefs]
    )
    work = Workspace(base.name, base.headers, Scope(base.file_scope), file_mode=False)
    work.records.update(base.records)
    work.enums.update(base.enums)
    work.linkage.update((s.name, s) for s in symbols.values() if s.linkage != "none")
    assembly = Assembly(work)
    functions: list[FunctionDef] = []
    for item in parsed.ast.ext:
        if isinstance(item, c_ast.FuncDef):
            assembly.declarations.function_header(item)
            functions.append(assembly.statements.function_body(item))
        else:
            assembly.statements.statement(item)
    settle(parsed.ast.ext, work.chosen)
    return replace(
        base,
        items=tuple(parsed.ast.ext),
        functions={**base.functions, **{f.name: f for f in functions}},
        records=work.records,
        enums=work.enums,
        types=_over(work.types, base.types),
        refs=_over(work.refs, base.refs),
        introduces=_over(work.introduces, base.introduces),
        members=_over(work.members, base.members),
        static_locals=(),
    )


def _over(upper: dict[_K, _V], lower: Mapping[_K, _V]) -> Mapping[_K, _V]:
    """Return a view of two tables; nobody writes to it, so the lower one stays as it is."""
    return ChainMap(upper, cast("MutableMapping[_K, _V]", lower))
