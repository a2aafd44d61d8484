"""Types that their own declarations, or those of their objects, exclude from wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.analysis.syntax.questions import callee_name
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import Shapes, strip_arrays, target_of
from dsu_kernel.analysis.wrappability.escape.interior import Interior
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts, evidence
from dsu_kernel.cfront.model import Place, RecordDef, Symbol, TranslationUnit, place_of
from dsu_kernel.cfront.semantics.statics import walk
from dsu_kernel.cfront.syntax.nodes import AsmLabel
from dsu_kernel.cfront.types import Array, CType, Function, Pointer, Record, RecordKey

_WORD = re.compile(r"[A-Za-z_]\w*")
_HARMLESS = frozenset({"unused", "deprecated", "may_alias", "designated_init", "visibility"})
_LAYOUT_OBJECT = frozenset(
    {"section", "aligned", "mode", "alias", "packed", "scalar_storage_order"}
)


def check_declarations(code: Code, verdicts: Verdicts) -> None:
    """Apply every rule that looks at declarations only."""
    _pragmas(code, verdicts)
    for key in code.shapes.candidates:
        reason = _own_reason(code.shapes, code.shapes.records[key])
        if reason:
            verdicts.fix([key], reason, code.shapes.records[key].place)
    _unions(code, verdicts)
    _declared_differently(code, verdicts)
    _objects_of_two_types(code, verdicts)
    for definition in code.shapes.records.values():
        for member in definition.fields:
            _qualifiers(verdicts, member.ctype, f"member {member.name}", member.place)
    for unit in code.units:
        for symbol in dict.fromkeys(unit.introduces.values()):
            _symbol(code, verdicts, symbol)
        _inline_only(unit, verdicts)
    _undefined_objects(code, verdicts)
    interior = Interior(code)
    for body in code.bodies:
        _operands(code, interior, body, verdicts)


def _pragmas(code: Code, verdicts: Verdicts) -> None:
    for body in code.bodies:
        for pragma in body.pragmas:
            words = pragma.string.split()
            if words[:2] == ["dsu", "fixed"]:
                names = {word.strip(",") for word in words[2:]} - {"struct"}
                keys = [k for k in code.shapes.candidates if k.tag in names]
                place = place_of(pragma)
                verdicts.fix(keys, f"fixed by #pragma at {place.unit}:{place.line}", place)


def _own_reason(shapes: Shapes, definition: RecordDef) -> str:
    """Return why a definition alone makes its type fixed, or ""."""
    key = definition.key
    if not key.typedef_named and getattr(definition.node, "name", None) is None:
        return "it has no name"
    if definition.block_scope:
        return "it is declared inside a function"
    attributes = [a for a in definition.attributes if a not in _HARMLESS]
    if attributes:
        return f"it is declared {attributes[0]}"
    if not definition.fields:
        return "it has no members"
    last = definition.fields[-1].ctype
    if definition.flexible or (isinstance(last, Array) and _may_be_empty(last)):
        return "its last member is a flexible array"
    if any(getattr(member, "align", None) for member in definition.node.decls or ()):
        return "a member is declared _Alignas"
    for member in definition.fields:
        marked = [a for a in member.attributes if a not in _HARMLESS]
        if marked:
            return f"its member {member.name} is declared {marked[0]}"
        if _is_variable(member.ctype):
            return f"its member {member.name} has a variable length"
    return ""


def _may_be_empty(ctype: Array) -> bool:
    return ctype.length == 0 or ctype.incomplete


def _is_variable(ctype: CType) -> bool:
    while isinstance(ctype, Array):
        if ctype.vla:
            return True
        ctype = ctype.element
    return False


def _unions(code: Code, verdicts: Verdicts) -> None:
    shapes = code.shapes
    for key, definition in list(shapes.records.items()):
        if definition.kind != "union":
            continue
        for member in definition.fields:
            seen = Evidence(member.place)
            verdicts.expose(member.ctype, f"it is a member of {key.spelling}", seen)


def _declared_differently(code: Code, verdicts: Verdicts) -> None:
    first: dict[RecordKey, tuple[object, ...]] = {}
    for unit in code.units:
        for key, definition in unit.records.items():
            if definition.system or key not in code.shapes.records:
                continue
            shape = _shape(definition)
            if first.setdefault(key, shape) != shape:
                reason = f"{unit.name} declares it differently"
                verdicts.fix(code.shapes.holds(Record(key)) | {key}, reason, definition.place)
                for member in definition.fields:
                    verdicts.fix(code.shapes.holds(member.ctype), reason, definition.place)


def _objects_of_two_types(code: Code, verdicts: Verdicts) -> None:
    """Fix the types of objects that two files declare with different ones, also inside functions.

    Each file's code goes by its own type, so neither may get another layout.
    """
    first: dict[str, tuple[Symbol, RecordKey | None]] = {}
    for unit in code.units:
        for symbol in dict.fromkeys(unit.introduces.values()):
            if symbol.kind != "object" or symbol.linkage != "external" or symbol.key is None:
                continue
            mine = _record_of_data(symbol.ctype)
            other, theirs = first.setdefault(symbol.key, (symbol, mine))
            if mine != theirs:
                reason = f"{symbol.name} is of another type at {other.place}"
                for key in filter(None, (mine, theirs)):
                    verdicts.fix(code.shapes.holds(Record(key)) | {key}, reason, symbol.place)


def _record_of_data(ctype: CType) -> RecordKey | None:
    """Return the record that data of a type is made of, or points to."""
    while isinstance(ctype, Pointer | Array):
        ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
    return ctype.key if isinstance(ctype, Record) else None


def _shape(definition: RecordDef) -> tuple[object, ...]:
    members = (
        (f.name, f.ctype, f.bits is not None, f.attributes, f.layout) for f in definition.fields
    )
    return (definition.kind, definition.attributes, definition.layout, *members)


def _parts(ctype: CType) -> Iterator[CType]:
    """Yield all types a type is made of, through pointers and functions."""
    pending = [ctype]
    while pending:
        current = pending.pop()
        yield current
        if isinstance(current, Pointer):
            pending.append(current.target)
        elif isinstance(current, Array):
            pending.append(current.element)
        elif isinstance(current, Function):
            pending += [current.result, *current.params]


def _qualifiers(verdicts: Verdicts, ctype: CType, name: str, place: Place) -> None:
    for part in _parts(ctype):
        if isinstance(part, Record) and part.quals & {"volatile", "_Atomic"}:
            qualifier = "volatile" if "volatile" in part.quals else "_Atomic"
            verdicts.expose(part, f"{name} is {qualifier}", Evidence(place))


def _symbol(code: Code, verdicts: Verdicts, symbol: Symbol) -> None:
    _qualifiers(verdicts, symbol.ctype, symbol.name, symbol.place)
    if symbol.name == "main" and isinstance(symbol.ctype, Function):
        # What calls it knows nothing of the type, and of where a larger one would be returned.
        what = "main returns it to the system"
        verdicts.fix(code.shapes.holds(symbol.ctype.result), what, symbol.place)
    held = code.shapes.holds(strip_arrays(symbol.ctype))
    if not held:
        return
    marked = [a for a in symbol.attributes if a in _LAYOUT_OBJECT]
    if any(isinstance(a, AsmLabel) for a in getattr(symbol.node, "attributes", None) or ()):
        marked.append("with an assembler name")
    if getattr(symbol.node, "align", None):
        marked.append("_Alignas")
    if marked:
        what = f"{symbol.name} is declared {marked[0]}"
        verdicts.expose(strip_arrays(symbol.ctype), what, Evidence(symbol.place))


def _inline_only(unit: TranslationUnit, verdicts: Verdicts) -> None:
    """Fix what bodies use that stay as they are."""
    for symbol, definition in unit.inline_only.items():
        for node in walk(definition):
            ctype = unit.types.get(node)
            if ctype is not None:
                what = f"the body of {symbol.name}, for inlining only, uses it"
                verdicts.expose_deep(ctype, what, evidence(node))


def _undefined_objects(code: Code, verdicts: Verdicts) -> None:
    defined: set[str] = set()
    declared: dict[str, Symbol] = {}
    for unit in code.units:
        symbols = [*unit.objects.values(), *unit.introduces.values()]
        for symbol in symbols:
            if symbol.kind != "object" or symbol.key is None:
                continue
            declared.setdefault(symbol.key, symbol)
            if symbol.defined:
                defined.add(symbol.key)
    for key, symbol in declared.items():
        if key not in defined:
            what = f"{symbol.name} is defined outside the program"
            verdicts.expose_deep(symbol.ctype, what, Evidence(symbol.place))


def _operands(code: Code, interior: Interior, body: Body, verdicts: Verdicts) -> None:
    """Check assembly, offsets and alignments in one body."""
    unit = body.unit
    for statement in body.asms:
        for operand in [*(statement.outputs or ()), *(statement.inputs or ())]:
            ctype = code.value_type(unit, operand.expr)
            verdicts.expose_deep(ctype, "used in assembly", evidence(operand.expr))
        for name in _WORD.findall(statement.template):
            symbol = unit.lookup(name)
            if symbol is not None and not symbol.system:
                verdicts.expose_deep(symbol.ctype, f"{name} is named in assembly", _at(statement))
    for node in body.aligns:
        verdicts.expose(
            unit.types.get(node.expr), "its alignment is used as a number", evidence(node)
        )
    constant = [node for node in body.constant if isinstance(node, c_ast.FuncCall)]
    for call in (*body.calls, *constant):
        if callee_name(call) in ("__builtin_offsetof", "offsetof"):
            operand = unit.types.get(arguments(call)[0])
            verdicts.expose(operand, "the offset of a member is used as a number", evidence(call))
        elif callee_name(call) in ("__builtin_object_size", "__builtin_dynamic_object_size"):
            target = target_of(code.value_type(unit, arguments(call)[0]))
            verdicts.expose(target, "its size is used as a number", evidence(call))
    for expression in (*body.nodes, *body.constant):
        _null_offset(interior, body, expression, verdicts)
    for reference in body.taken:
        symbol = unit.refs.get(reference)
        foreign = symbol is not None and not symbol.system and not code.definition(symbol)
        if foreign and symbol is not None:
            what = f"{symbol.name} is defined outside the program and used"
            verdicts.expose_deep(symbol.ctype, what, evidence(reference))


def _null_offset(interior: Interior, body: Body, node: c_ast.Node, verdicts: Verdicts) -> None:
    """Recognise ``(size_t)&((T *)0)->member``, the offset of a member by hand."""
    if isinstance(node, c_ast.UnaryOp) and node.op == "&":
        aliases, base = interior.chain(body.unit, node.expr)
    elif isinstance(interior.code.type(body.unit, node), Array):
        aliases, base = interior.chain(body.unit, node)
    else:
        return
    if aliases and base is not None and interior.code.is_mark(body.unit, base):
        for key, _ in aliases:
            what = "the offset of a member is used as a number"
            verdicts.expose(Record(key), what, evidence(node))


def _at(node: c_ast.Node) -> Evidence:
    return Evidence(place_of(node))
