"""What is known about a name of the program: from the model alone."""

from __future__ import annotations

import re

from dsu_kernel.cfront.model import RecordDef, TranslationUnit, find_member
from dsu_kernel.cfront.types import Pointer, describe
from dsu_kernel.editor.completion import STEP, type_of_chain
from dsu_kernel.patch.plan import InForce
from dsu_kernel.updating.report import points

_CHAIN = re.compile(rf"([A-Za-z_]\w*)((?:\s*{STEP})*)\s*(?:->|\.)\s*$")


def word_at(text: str, cursor: int) -> tuple[int, str]:
    """Return the identifier at a place in a text, and where it begins."""
    start = end = cursor
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return start, text[start:end]


def about_place(now: InForce, text: str, cursor: int) -> str | None:
    """Return what is known about the name at a place in a piece of C, members included.

    Within the parentheses of a call, where there is no such name, it is about what is called.
    """
    while cursor >= 0:
        start, name = word_at(text, cursor)
        chain = _CHAIN.search(text[:start])
        if chain is not None:
            found = _field(now, chain[1], chain[2], name)
        else:
            found = about(now, name) if name else None
        if found is not None:
            return found
        cursor = _callee_end(text[:start])
    return None


def _callee_end(text: str) -> int:
    """Where the name ends before the parenthesis that a text leaves open; -1 if there is none."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        char = text[index]
        if char in ";{}":
            return -1
        depth += (char in ")]") - (char in "([")
        if depth < 0:
            depth = 0
            if char == "(":
                return len(text[:index].rstrip())
    return -1


def about(now: InForce, name: str) -> str | None:
    """Return what is known about a name: prototype, version, place, callers, restriction sets."""
    for key, function in now.version.functions.items():
        if name in (key, function.name):
            return _function(now, key)
    for unit in now.version.units:
        symbol = unit.lookup(name)
        if symbol is not None:
            verb = "declared in a header" if symbol.system else f"declared at {symbol.place}"
            return f"{describe(symbol.ctype, symbol.name)}\n{verb}"
    for unit in now.version.units:
        for key_, record in unit.records.items():
            if key_.tag == name and not record.system:
                return _record(now, record)
    return None


def _function(now: InForce, key: str) -> str:
    function, code = now.version.functions[key], now.image.functions[key]
    callers = ", ".join(sorted(now.facts.safety.graph.callers(key))) or "nobody in the program"
    lines = [
        describe(function.symbol.ctype, function.name),
        f"version {code.version}, defined at {function.place}",
        f"called by {callers}",
    ]
    if now.facts.safety.spans(key):
        lines.append("an update may happen while it is active")
    for point in points(now):
        if point.function == function.name:
            names = ", ".join(point.restricted) or "nothing"
            lines.append(f"update point at line {point.line}: may not change {names}")
    return "\n".join(lines)


def _record(now: InForce, record: RecordDef) -> str:
    judged = now.facts.types.wrappability.get(record.key)
    rows = [f"    {describe(field.ctype, field.name or '')};" for field in record.fields]
    why = judged.explain() if judged else "fixed"
    head = f"{record.key.spelling} {{"
    return "\n".join([head, *rows, "}", why, f"defined at {record.place}"])


def _field(now: InForce, name: str, steps: str, field: str) -> str | None:
    for unit in now.version.units:
        record = _reached(unit, name, steps)
        path = find_member(record, field, unit.records) if record is not None else None
        if record is not None and path:
            found = path[-1]
            of = f"member of {record.key.spelling}, {found.place}"
            return f"{describe(found.ctype, field)}\n{of}"
    return None


def _reached(unit: TranslationUnit, name: str, steps: str) -> RecordDef | None:
    ctype = type_of_chain(unit, name, steps)
    if isinstance(ctype, Pointer):
        ctype = ctype.target
    return unit.record(ctype) if ctype is not None else None
