"""Where objects with storage elsewhere begin and end: automatic objects and parameters.

An automatic object ends by ``cleanup``.  That is wrong for one whose declaration a jump may pass:
what lies in its place could look like an object. In a function with labels such objects move to
the function's top, are born there, and their declarations become assignments.
"""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.syntax.declarations import defined_record
from dsu_kernel.cfront.types import Array, CType
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.wrapper import WrapperText

_LABELS = (c_ast.Label, c_ast.Case, c_ast.Default)


def has_labels(definition: FunctionDef) -> bool:
    """Whether a jump in a function may pass a declaration."""
    return any(isinstance(node, _LABELS) for node in walk(definition.node.body))


def moved_to_top(definition: FunctionDef, scheme: Scheme) -> dict[Symbol, str]:
    """Return the automatic objects that live as long as their function, with their names there."""
    if not has_labels(definition):
        return {}
    movable = [s for s in definition.locals if _movable(s, scheme)]
    return {symbol: f"__auto_{i}_{symbol.name}" for i, symbol in enumerate(movable)}


def _movable(symbol: Symbol, scheme: Scheme) -> bool:
    node = symbol.node
    if symbol.kind != "object" or symbol.scope != "block" or not isinstance(node, c_ast.Decl):
        return False
    if {"static", "extern"} & set(node.storage) or node.attributes or node.align:
        return False
    ctype = scheme.unit.types.get(node, symbol.ctype)
    wrapped = scheme.wrapped_object(ctype)
    if wrapped is None or not wrapped.values or defined_record(node) is not None:
        return False
    return nameable(ctype)


def parameters(definition: FunctionDef, scheme: Scheme) -> str:
    """Return what ends the structs that a function was given by value."""
    found = ((s, scheme.wrapped(s.ctype)) for s in definition.params)
    return "".join(end_of(s.name, w) for s, w in found if s.name and w is not None and w.values)


def cleanup(ctype: CType, wrapped: WrapperText) -> str:
    """Return the attribute of one object's declarator that ends it; arrays: see :func:`end_of`."""
    if isinstance(ctype, Array) or not wrapped.values:
        return ""
    return f" __attribute__((cleanup(__drop_{wrapped.name})))"


def end_of(name: str, wrapped: WrapperText) -> str:
    """Return a declaration that ends the object or array ``name`` together with its scope."""
    return (
        f" struct __span_{wrapped.name} __end_of_{name} "
        f"__attribute__((cleanup(__end_{wrapped.name}))) = "
        f"{{ ({wrapped.spelling} *)&{name}, sizeof({name}) }};"
    )
