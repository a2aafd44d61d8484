"""``extern inline`` as GNU C89 means it: a body for inlining only, not a definition.

gcc may put such a body in the place of a call; every other call, and the address, is that of the
function that is defined elsewhere, mostly in a library: headers wrap ``read`` and ``strlen`` so. A
body that needs nothing of the program stays as it is, and the function counts as the library's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.semantics.attributes import declared
from dsu_kernel.cfront.semantics.statics import walk
from dsu_kernel.cfront.syntax.nodes import GnuAttribute
from dsu_kernel.cfront.typing.declarations import storage_class
from dsu_kernel.errors import UnsupportedConstruct

_HINT = (
    "define it under another name, or let its body use neither functions nor variables of the "
    "program"
)


def means_gnu_inline(flags: Iterable[str]) -> bool:
    """Whether gcc flags make every ``extern inline`` function one for inlining only."""
    standard, asked = "", None
    for flag in flags:
        if flag.startswith("-std=") or flag == "-ansi":
            standard = flag
        elif flag in ("-fgnu89-inline", "-fno-gnu89-inline"):
            asked = flag == "-fgnu89-inline"
    if asked is not None:
        return asked
    return standard.endswith(("=c89", "=c90", "=gnu89", "=gnu90", ":1990", ":199409", "-ansi"))


def mark_gnu_inline(items: Iterable[c_ast.Node]) -> None:
    """Give the attribute ``gnu_inline`` to every ``extern inline`` definition."""
    for item in items:
        if isinstance(item, c_ast.FuncDef) and _is_extern_inline(item.decl):
            word = GnuAttribute("__attribute__((gnu_inline))", item.decl.coord)
            item.decl.attributes = [*(item.decl.attributes or ()), word]


def is_inline_only(function: FunctionDef) -> bool:
    """Whether a definition gives a body for inlining only."""
    decl = function.node.decl
    marked = {*function.attributes, *(name for name, _ in declared(decl))}
    return "gnu_inline" in marked and _is_extern_inline(decl)


def _is_extern_inline(decl: c_ast.Decl) -> bool:
    words = {str(word).strip("_") for word in decl.funcspec or ()}
    return "inline" in words and storage_class(decl) == "extern"


def set_apart(units: Sequence[TranslationUnit]) -> tuple[TranslationUnit, ...]:
    """Take the bodies for inlining only out of the functions of the program.

    One that uses functions or variables of the program stays a definition, as if gcc always
    inlined it. Raises UnsupportedConstruct if it also names itself, which means the library's
    function.
    """
    apart = [f for unit in units for f in unit.functions.values() if is_inline_only(f)]
    if not apart:
        return tuple(units)
    own = {f.key for unit in units for f in unit.functions.values() if not is_inline_only(f)}
    own |= {s.key for u in units for s in u.objects.values() if s.defined and s.key is not None}
    return tuple(_without(unit, own) for unit in units)


def _without(unit: TranslationUnit, own: set[str]) -> TranslationUnit:
    functions, bodies = dict(unit.functions), {}
    for name, function in unit.functions.items():
        if not is_inline_only(function):
            continue
        used = list(_used(function, unit))
        needs = any(s is not function.symbol and _is_own(s, own) for s in used)
        needs |= any(s.storage == "static" for s in function.locals)
        if function.key in own or not needs:
            bodies[function.symbol] = function.node
            function.symbol.defined = False
            del functions[name]
        elif function.symbol in used:
            construct = f"{name} as a body for inlining only (gnu_inline) that calls {name}"
            raise UnsupportedConstruct(construct, function.place, _HINT)
    return replace(unit, functions=functions, inline_only=bodies)


def _is_own(symbol: Symbol, own: set[str]) -> bool:
    """Whether a symbol is of the program, or an update point."""
    return symbol.key in own or (symbol.system and symbol.place.unit.endswith("dsu.h"))


def _used(function: FunctionDef, unit: TranslationUnit) -> Iterator[Symbol]:
    """Yield the functions and variables of file scope that a body names."""
    for node in walk(function.node.body):
        symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if symbol is not None and symbol.scope == "file" and symbol.kind in ("function", "object"):
            yield symbol
