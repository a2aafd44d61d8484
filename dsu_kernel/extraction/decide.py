"""Whether a loop can be extracted, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.syntax.declarations import defined_record
from dsu_kernel.cfront.syntax.nodes import Asm, AsmLabel, ComputedGoto, LabelAddress, LocalLabels
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, Record
from dsu_kernel.extraction.collect import Target
from dsu_kernel.extraction.copying import Copier
from dsu_kernel.extraction.localtypes import LocalTypes, is_definition
from dsu_kernel.extraction.reshape import leaves
from dsu_kernel.extraction.split import Split, gotos_in, labels_in, stray_cases
from dsu_kernel.extraction.state import element, member
from dsu_kernel.extraction.statics import static_obstacle

_TWICE = frozenset(
    {"setjmp", "_setjmp", "__setjmp", "sigsetjmp", "__sigsetjmp", "__builtin_setjmp"}
    | {"getcontext", "vfork", "savectx"}
)
_FRAME = frozenset(
    {"__builtin_frame_address", "__builtin_return_address", "__builtin_apply_args"}
    | {"__builtin_apply", "__builtin_va_arg_pack", "__builtin_va_arg_pack_len"}
)
_ALLOCA = frozenset(
    {"alloca", "__builtin_alloca", "__builtin_alloca_with_align"}
    | {"__builtin_alloca_with_align_and_max"}
)


def function_obstacle(target: Target, types: LocalTypes) -> str:
    """Return what in a whole function forbids taking it apart, or ""."""
    function, unit = target.function, target.unit
    ctype = function.symbol.ctype
    if isinstance(ctype, Function) and ctype.variadic:
        return "the function takes variable arguments"
    if "naked" in function.attributes or "gnu_inline" in function.attributes:
        return "the function is declared naked or gnu_inline"
    if defined_record(function.node.decl) is not None:
        return "the function defines the type that it returns"
    nodes = list(preorder(target.body))
    for node in nodes:
        if isinstance(node, LabelAddress | ComputedGoto):
            return "the function uses labels as values"
        if isinstance(node, Asm) and node.labels:
            return "the function has an asm goto"
        if isinstance(node, c_ast.Typename) and any(map(_declares, preorder(node))):
            return "a type is declared inside of an expression"
        if isinstance(node, c_ast.FuncCall) and _called(node) in _TWICE:
            return f"the function calls {_called(node)}"
    labels = [node.name for node in nodes if isinstance(node, c_ast.Label)]
    if len(labels) != len(set(labels)) and any(isinstance(n, LocalLabels) for n in nodes):
        return "two local labels have one name"
    for symbol in function.locals:
        reason = static_obstacle(unit, symbol, types) if symbol.storage == "static" else ""
        if reason:
            return reason
    return ""


def _declares(node: c_ast.Node) -> bool:
    """Whether a type name gives what stands behind it in the block a tag or an enumerator."""
    named = isinstance(node, c_ast.Enum) or bool(getattr(node, "name", None))
    return named and is_definition(node)


def loop_obstacle(target: Target, types: LocalTypes, parts: Split) -> str:
    """Return what forbids extracting one loop, or ""."""
    return (
        types.obstacle
        or _scope_obstacle(target)
        or _loop_contents(target)
        or _jump_obstacle(target, parts)
        or _tail_obstacle(target, parts)
    )


def _scope_obstacle(target: Target) -> str:
    init = getattr(target.loop, "init", None)
    for declared in init.decls if isinstance(init, c_ast.DeclList) else ():
        if defined_record(declared) is not None:
            return "a type is declared in the head of the loop"
    for symbol in target.captured():
        reason = _variable_obstacle(target.unit, symbol)
        if reason:
            return reason
    return ""


def _variable_obstacle(unit: TranslationUnit, symbol: Symbol) -> str:
    node: Any = symbol.node
    name, ctype = symbol.name, symbol.ctype
    if any(isinstance(each, AsmLabel) for each in getattr(node, "attributes", None) or []):
        return f"{name} lives in a register of its own"
    if "cleanup" in symbol.attributes:
        return f"{name} has a cleanup function"
    if _is_variable(ctype):
        return f"{name} has a variable length"
    inner = element(ctype)
    if "va_list" in getattr(inner, "name", "") or "va_list" in _tag(inner):
        return f"{name} is a va_list"
    if isinstance(inner, Record) and _unassignable(unit, inner):
        return f"{name} has members that are const or of open length"
    if "_Atomic" in inner.quals and isinstance(ctype, Array | Record):
        return f"{name} is an atomic aggregate"
    if "volatile" in inner.quals and isinstance(ctype, Array) and getattr(node, "init", None):
        return f"{name} is a volatile array with an initialiser"
    if member(unit, symbol, name, Copier().copy) is None:
        return f"the type of {name} cannot be spelled outside the function"
    return ""


def _tag(ctype: CType) -> str:
    return ctype.key.tag if isinstance(ctype, Record) else ""


def _is_variable(ctype: CType) -> bool:
    while isinstance(ctype, Array | Pointer):
        if isinstance(ctype, Array) and ctype.vla:
            return True
        ctype = ctype.element if isinstance(ctype, Array) else ctype.target
    return False


def _unassignable(unit: TranslationUnit, ctype: Record) -> bool:
    definition = unit.record(ctype)
    if definition is None:
        return True
    if definition.flexible:
        return True
    for field in definition.fields:
        inner = element(field.ctype)
        if "const" in inner.quals:
            return True
        if isinstance(inner, Record) and _unassignable(unit, inner):
            return True
    return False


def _loop_contents(target: Target) -> str:
    for node in preorder(target.loop):
        called = _called(node) if isinstance(node, c_ast.FuncCall) else ""
        if called in _ALLOCA:
            return "memory from alloca would die with the iteration"
        if called in _FRAME:
            return f"it calls {called}"
    return ""


def jumps_back(target: Target, parts: Split) -> set[str]:
    """Return the labels before the loop to which the loop, or the code after it, jumps."""
    known = labels_in(parts.tail) | labels_in([target.loop]) | target.again
    gotos = gotos_in([target.loop, *parts.tail])
    return {node.name for node in gotos if node.name not in known}


def _jump_obstacle(target: Target, parts: Split) -> str:
    head, tail = labels_in([parts.head]), labels_in(parts.tail)
    inside = labels_in([target.loop])
    for node in gotos_in([parts.head]):
        if node.name not in head | tail:
            return f"goto {node.name} leads into the loop"
    for node in gotos_in(parts.tail):
        if node.name not in tail:
            where = "into the loop" if node.name in inside else "to a place before it"
            return f"goto {node.name} leads {where}"
    for node in gotos_in([target.loop]):
        if node.name not in inside | tail | target.again:
            return f"goto {node.name} leads to a place before the loop"
    if isinstance(target.loop, c_ast.DoWhile) and target.once and leaves([target.loop.stmt]):
        return "a break or continue in it belongs to a statement around it"
    if stray_cases([target.loop]):
        return "a case label of a switch around it is in the loop"
    return ""


def _tail_obstacle(target: Target, parts: Split) -> str:
    if stray_cases(list(_flat_tail(parts.tail))):
        return "a case label after the loop is inside another statement"
    for node in (each for item in parts.tail for each in preorder(item)):
        if isinstance(node, c_ast.FuncCall) and _called(node) in _FRAME:
            return f"the code after it calls {_called(node)}"
    if labels_in(parts.tail) and any(
        _is_variable(symbol.ctype) for symbol in _declared(target.unit, parts.tail)
    ):
        return "an array of variable length is declared after the loop"
    return ""


def _flat_tail(items: Iterable[c_ast.Node]) -> Iterator[c_ast.Node]:
    """Yield the statements after the loop, those in switches that were made for them too."""
    for item in items:
        if isinstance(item, c_ast.Compound):
            yield from _flat_tail(item.block_items or [])
        else:
            yield item


def _declared(unit: TranslationUnit, items: Iterable[c_ast.Node]) -> Iterator[Symbol]:
    for item in items:
        for node in preorder(item):
            symbol = unit.introduces.get(node)
            if symbol is not None:
                yield symbol


def _called(call: c_ast.FuncCall) -> str:
    return str(call.name.name) if isinstance(call.name, c_ast.ID) else ""
