"""Building a translation unit: parse the user's text and type everything in it."""

from __future__ import annotations

from collections.abc import Sequence

from pycparser import c_ast

from dsu_kernel.cfront.headers import HeaderCache, HeaderIndex
from dsu_kernel.cfront.inline_only import mark_gnu_inline
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.parsing.parser import Extent, parse_unit
from dsu_kernel.cfront.source.preprocess import Preprocessed
from dsu_kernel.cfront.typing.assembly import Assembly
from dsu_kernel.cfront.typing.open_arrays import OpenArrays
from dsu_kernel.cfront.typing.selections import settle
from dsu_kernel.cfront.typing.workspace import Workspace
from dsu_kernel.cfront.weak_pragmas import with_weak_names


def build_unit(
    pre: Preprocessed,
    name: str,
    *,
    file_mode: bool,
    headers: HeaderCache | None = None,
    gnu_inline: bool = False,
) -> TranslationUnit:
    """Parse and type a preprocessed unit.

    In file mode names with internal linkage are qualified by ``name``. Otherwise the unit is a
    program made of cells: functions may be used before the place where they are declared.
    ``gnu_inline``: ``extern inline`` means what it does in GNU C89.
    """
    index = headers.index(pre.system_text) if headers else HeaderIndex(pre.system_text)
    parsed = parse_unit(pre.user_text, filename=name, typedef_names=index.typedef_names)
    if gnu_inline:
        mark_gnu_inline(parsed.ast.ext)
    items = with_weak_names(parsed.ast.ext)
    work = Workspace(name, index, Scope(index.scope), file_mode=file_mode)
    assembly = Assembly(work)
    functions = _type_items(assembly, items, ahead=not file_mode)
    return _finished(work, pre.system_text, items, parsed.extents, functions)


def retyped(
    unit: TranslationUnit,
    items: Sequence[c_ast.Node],
    extents: dict[c_ast.Node, Extent],
    *,
    file_mode: bool,
) -> TranslationUnit:
    """Type other file-scope items in the place of those of ``unit``; nothing is parsed."""
    index = unit.headers
    work = Workspace(unit.name, index, Scope(index.scope), file_mode=file_mode)
    functions = _type_items(Assembly(work), items, ahead=not file_mode)
    return _finished(work, unit.system_text, items, extents, functions)


def _type_items(
    assembly: Assembly, items: Sequence[c_ast.Node], *, ahead: bool
) -> list[FunctionDef]:
    """Type the file-scope items; with ``ahead`` all declarations come before all bodies.

    Then initialisers come between them, but those that give an array a length that is asked for.
    """
    declarations, statements = assembly.declarations, assembly.statements
    declarations.note_typedef_names(items)
    functions: list[FunctionDef] = []
    pending: list[tuple[c_ast.Decl, Symbol]] = []
    bodies: list[c_ast.FuncDef] = []
    lengths = OpenArrays(declarations)
    for item in items:
        lengths.settle(item)
        if item.__class__ is c_ast.FuncDef:
            declarations.function_header(item)
            if ahead:
                bodies.append(item)
            else:
                functions.append(statements.function_body(item))
        elif item.__class__ is c_ast.Decl:
            symbol = declarations.declaration(item)
            if symbol is not None and ahead and item.init is not None:
                pending.append((item, symbol))
                lengths.add(item, symbol)
            elif symbol is not None:
                declarations.initialiser(item, symbol)
        else:
            statements.statement(item)
    for declaration, symbol in pending:
        declarations.initialiser(declaration, symbol)
    functions += [statements.function_body(body) for body in bodies]
    return functions


def _finished(
    work: Workspace,
    system_text: str,
    items: Sequence[c_ast.Node],
    extents: dict[c_ast.Node, Extent],
    functions: list[FunctionDef],
) -> TranslationUnit:
    settle(items, work.chosen)
    symbols = work.file_scope.symbols
    return TranslationUnit(
        name=work.unit,
        system_text=system_text,
        items=tuple(items),
        functions={function.name: function for function in functions},
        objects={
            name: symbol
            for name, symbol in symbols.items()
            if symbol.kind == "object" and not symbol.system
        },
        records=work.records,
        enums=work.enums,
        file_scope=work.file_scope,
        headers=work.headers or HeaderIndex(""),
        types=work.types,
        refs=work.refs,
        introduces=work.introduces,
        members=work.members,
        static_locals=tuple(work.static_locals),
        extents=extents,
    )
