"""Names that can follow a piece of C, and what is known about a name: from the model alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsu_kernel.cfront.ctype import CType, Pointer, Record, describe, pointee
from dsu_kernel.cfront.model import TranslationUnit, find_member
from dsu_kernel.patch.plan import InForce

_CHAIN = re.compile(r"([A-Za-z_]\w*)((?:\s*(?:->|\.)\s*[A-Za-z_]\w*)*)\s*(->|\.)\s*(\w*)$")
_WORD = re.compile(r"[A-Za-z_]\w*$")
_KEYWORDS = frozenset(
    {"break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum"}
    | {"extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "return"}
    | {"short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union"}
    | {"unsigned", "void", "volatile", "while", "update"}
)


@dataclass(frozen=True, slots=True)
class Completions:
    """The names that fit, and where in the text the completed word begins."""

    matches: tuple[str, ...]
    start: int


def complete(now: InForce | None, text: str, cursor: int) -> Completions:
    """Return the names that may stand at ``cursor``."""
    before = text[:cursor]
    chain = _CHAIN.search(before)
    if chain is not None:
        prefix = chain[4]
        fields = _fields(now, chain[1], chain[2], arrow=chain[3] == "->") if now else []
        found = sorted({name for name in fields if name.startswith(prefix)})
        return Completions(tuple(found), cursor - len(prefix))
    word = _WORD.search(before)
    prefix = word.group() if word else ""
    names = set(_KEYWORDS)
    if now is not None:
        names |= _names(now, after_tag=bool(re.search(r"\b(struct|union|enum)\s+\w*$", before)))
    return Completions(
        tuple(sorted(name for name in names if name.startswith(prefix))), cursor - len(prefix)
    )


def _names(now: InForce, *, after_tag: bool) -> set[str]:
    tags = {key.tag for key in now.version.records if key.tag.isidentifier()}
    if after_tag:
        return tags
    found = {f.name for f in now.version.functions.values()}
    for unit in now.version.units:
        found |= {symbol.name for symbol in unit.user_symbols()}
    return found | {k.tag for k in now.version.records if k.typedef_named}


def _fields(now: InForce, name: str, steps: str, *, arrow: bool) -> list[str]:
    """Return the members of what ``name->a.b`` is; of every struct when that is not known."""
    for unit in now.version.units:
        symbol = unit.lookup(name)
        ctype: CType | None = symbol.ctype if symbol is not None else None
        for step in re.findall(r"\w+", steps):
            ctype = _member(unit, ctype, step)
        if ctype is not None:
            return _members(unit, pointee(ctype) if arrow else ctype)
    return [
        member.name
        for record in now.version.records.values()
        for member in record.fields
        if member.name
    ]


def _member(unit: TranslationUnit, ctype: CType | None, name: str) -> CType | None:
    if isinstance(ctype, Pointer):
        ctype = ctype.target
    record = unit.record(ctype) if ctype is not None else None
    path = find_member(record, name, unit.records) if record is not None else None
    return path[-1].ctype if path else None


def _members(unit: TranslationUnit, ctype: CType | None) -> list[str]:
    record = unit.record(ctype) if ctype is not None else None
    found: list[str] = []
    for member in record.fields if record else ():
        if member.name:
            found.append(member.name)
        elif isinstance(member.ctype, Record):
            found += _members(unit, member.ctype)
    return found


def inspect(now: InForce, name: str) -> str | None:
    """Return what is known about a name: prototype, version, place, callers, restriction sets."""
    for key, function in now.version.functions.items():
        if name in (key, function.name):
            return _function(now, key)
    for unit in now.version.units:
        for key_, record in unit.records.items():
            if key_.tag == name and not record.system:
                judged = now.facts.types.wrappability.get(key_)
                rows = [f"    {describe(m.ctype, m.name or '')};" for m in record.fields]
                why = judged.explain() if judged else "fixed"
                head = f"{key_.spelling} {{"
                return "\n".join([head, *rows, "}", f"{why}", f"defined at {record.place}"])
        symbol = unit.lookup(name)
        if symbol is not None:
            return f"{describe(symbol.ctype, symbol.name)}\ndeclared at {symbol.place}"
    return None


def _function(now: InForce, key: str) -> str:
    function, code = now.version.functions[key], now.image.functions[key]
    graph = now.facts.safety.graph
    callers = ", ".join(sorted(graph.callers(key))) or "nobody in the program"
    lines = [
        describe(function.symbol.ctype, function.name),
        f"version {code.version}, defined at {function.place}",
        f"called by {callers}",
    ]
    if now.facts.safety.spans(key):
        lines.append("an update may happen while it is active")
    return "\n".join(lines)
