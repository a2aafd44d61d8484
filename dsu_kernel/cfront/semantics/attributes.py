"""What attributes say about declarations: their names, and the few that change a type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pycparser import c_ast

from dsu_kernel.cfront.syntax.nodes import AsmLabel, GnuAttribute
from dsu_kernel.cfront.types import Array, Basic, CType, Function, Opaque, Pointer

Entry = tuple[str, str]

_MODES = {
    "QI": "char",
    "HI": "short",
    "SI": "int",
    "DI": "long",
    "TI": "__int128",
    "byte": "char",
    "word": "long",
    "pointer": "long",
    "unwind_word": "long",
    "SF": "float",
    "DF": "double",
    "XF": "long double",
    "TF": "_Float128",
}
_VECTORS = frozenset({"vector_size", "ext_vector_type"})


def entries(attributes: Iterable[c_ast.Node] | None) -> list[Entry]:
    """Return the (name, arguments) pairs of a node's ``attributes`` list."""
    found: list[Entry] = []
    for attribute in attributes or ():
        if isinstance(attribute, GnuAttribute):
            found += attribute.entries
        elif isinstance(attribute, c_ast.AttributeSpecifier):
            found += [(one.name, one.arguments or "") for one in attribute.attributes]
    return found


def declared(node: c_ast.Node) -> list[Entry]:
    """Return all attributes of a declaration, those inside its declarator included."""
    found: list[Entry] = []
    current: c_ast.Node | None = node
    while current is not None:
        attributes = getattr(current, "attributes", None)
        if attributes:
            found += entries(attributes)
        if isinstance(current, c_ast.Struct | c_ast.Union | c_ast.Enum):
            break
        current = getattr(current, "type", None)
    return found


def asm_name(node: c_ast.Node | None) -> str:
    """Return the assembler name that a declaration gives, "" if it gives none."""
    given = [a for a in getattr(node, "attributes", None) or () if isinstance(a, AsmLabel)]
    return given[0].name if given else ""


def names(found: Iterable[Entry]) -> tuple[str, ...]:
    """Return the names alone, each once, in order."""
    return tuple(dict.fromkeys(name for name, _ in found))


def apply(ctype: CType, found: Iterable[Entry]) -> CType:
    """Return the type that ``mode`` and vector attributes make of ``ctype``."""
    for name, arguments in found:
        if name == "mode":
            ctype = _with_mode(ctype, arguments.strip().strip("_"))
        elif name in _VECTORS:
            ctype = _vector(ctype, f"__attribute__(({name}({arguments})))")
    return ctype


def _vector(ctype: CType, attribute: str) -> CType:
    """Make the innermost type a vector, as gcc does for ``int *p __attribute__((vector_size))``."""
    if isinstance(ctype, Pointer):
        return replace(ctype, target=_vector(ctype.target, attribute))
    if isinstance(ctype, Array):
        return replace(ctype, element=_vector(ctype.element, attribute))
    if isinstance(ctype, Function):
        return replace(ctype, result=_vector(ctype.result, attribute))
    text = ctype.name if isinstance(ctype, Basic) else "?"
    return Opaque(f"{text} {attribute}", quals=ctype.quals)


def _with_mode(ctype: CType, mode: str) -> CType:
    name = _MODES.get(mode)
    if name is None:
        return Opaque(f"mode({mode})", quals=ctype.quals)
    if isinstance(ctype, Basic):
        if ctype.name.startswith("unsigned"):
            name = f"unsigned {name}"
        elif name == "char":
            name = "signed char"
    return Basic(name, quals=ctype.quals)
