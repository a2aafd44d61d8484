"""Expressions that choose among others by types: the one that is chosen takes their place.

``_Generic`` and ``__builtin_choose_expr`` *are* the expression that they choose, also as an lvalue.
Updatable code has objects without ``const`` where the program has them with it, so gcc could not
choose as in the program's own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pycparser import c_ast

from dsu_kernel.cfront.types import Array, CType, Function, Opaque, Pointer


def is_certain(ctype: CType) -> bool:
    """Whether another type can be told to be compatible with this one, or not to be."""
    if isinstance(ctype, Pointer):
        return is_certain(ctype.target)
    if isinstance(ctype, Array):
        known = ctype.length is not None or ctype.incomplete
        return known and not ctype.vla and is_certain(ctype.element)
    if isinstance(ctype, Function):
        return is_certain(ctype.result) and all(map(is_certain, ctype.params))
    return not isinstance(ctype, Opaque)


def settle(items: Iterable[c_ast.Node], chosen: Mapping[c_ast.Node, c_ast.Node]) -> None:
    """Put what is chosen in the place of each expression that chooses, below ``items``."""
    if not chosen:
        return
    pending = list(items)
    while pending:
        node = pending.pop()
        for name in _parts(node):
            value = getattr(node, name)
            if isinstance(value, c_ast.Node):
                value = _final(value, chosen)
                setattr(node, name, value)
                pending.append(value)
            elif isinstance(value, list):
                value[:] = [_final(v, chosen) if isinstance(v, c_ast.Node) else v for v in value]
                pending += [v for v in value if isinstance(v, c_ast.Node)]


def _parts(node: c_ast.Node) -> list[str]:
    """Return the names of a node's attributes that may hold nodes."""
    names: tuple[str, ...] = type(node).__slots__
    return [name for name in names if name not in ("coord", "__weakref__")]


def _final(node: c_ast.Node, chosen: Mapping[c_ast.Node, c_ast.Node]) -> c_ast.Node:
    while node in chosen:
        node = chosen[node]
    return node
