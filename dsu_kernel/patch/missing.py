"""Uses of functions and globals that a new text no longer defines.

The process still has their last bodies and values, so a linker would find them; the program as
its text says does not. They are told as a linker tells an undefined reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.source.diagnostics import Diagnostic, render
from dsu_kernel.errors import CompileError
from dsu_kernel.program.model import Version

_NOWHERE = "neither the program nor a library defines it"
_DELETED = "this change deletes it, but it is still used here"


def require_defined(version: Version, names: Collection[str]) -> None:
    """Raise CompileError where the text uses one of ``names`` without defining it.

    ``names`` are keys of functions and globals that the live process has or had.
    """
    inside = {s.key for unit in version.units for s in unit.static_locals}
    gone = frozenset(names) - version.functions.keys() - version.globals.keys() - inside
    report_undefined(version, gone, _DELETED)


def report_undefined(version: Version, gone: Collection[str], why: str = _NOWHERE) -> None:
    """Raise CompileError if the text uses one of the functions and globals ``gone``."""
    found = tuple(_first_uses(version, gone, why)) if gone else ()
    if found:
        raise CompileError(render(found, version.program.sources), found)


def undefined_name(text: str) -> str | None:
    """Return the name that the dynamic linker did not find, if that is what its message says."""
    _, marker, rest = text.partition("undefined symbol: ")
    if not marker:
        return None
    name = rest.split()[0].strip("()'")
    return name.removeprefix("__dsu_f_").removeprefix("__dsu_g_")


def linker_words(name: str) -> str:
    """Say that nothing defines ``name``, the way a linker does."""
    return f"undefined reference to ‘{name}’: {_NOWHERE}"


def _first_uses(version: Version, gone: Collection[str], why: str) -> Iterator[Diagnostic]:
    told: set[str] = set()
    for unit in version.units:
        for node, symbol in unit.refs.items():
            if symbol.key is None or symbol.key in told or symbol.system:
                continue
            if symbol.key in gone:
                told.add(symbol.key)
                yield _diagnostic(node, symbol, unit, why)


def _diagnostic(node: c_ast.ID, symbol: Symbol, unit: TranslationUnit, why: str) -> Diagnostic:
    where = node.coord
    message = f"undefined reference to ‘{symbol.name}’: {why}"
    if where is None:
        return Diagnostic(unit.name, 0, 0, "error", message)
    return Diagnostic(where.file, where.line, where.column or 0, "error", message)
