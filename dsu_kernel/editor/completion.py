"""Names that can follow a piece of C: from the model, and from the text that is being typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsu_kernel.cfront.model import TranslationUnit, find_member
from dsu_kernel.cfront.types import CType, Function, Pointer, Record, pointee
from dsu_kernel.patch.plan import InForce

STEP = r"(?:(?:->|\.)\s*[A-Za-z_]\w*|\[[^][]*\]|\([^()]*\))"
# What stands before the field: a name and steps from it; of other expressions the bracket is seen.
_CHAIN = re.compile(rf"(?:([A-Za-z_]\w*)((?:\s*{STEP})*)|[)\]])\s*(->|\.)\s*(\w*)$")
_WORD = re.compile(r"[A-Za-z_]\w*$")
_IDENTIFIER = re.compile(r"\b[A-Za-z_]\w+")
_DEFINE = re.compile(r"^\s*#\s*define\s+([A-Za-z_]\w*)", re.MULTILINE)
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
    """Return the names that may stand at ``cursor``.

    Names of headers come for two letters or more: there are thousands.
    """
    before = text[:cursor]
    chain = _CHAIN.search(before)
    if chain is not None:
        prefix = chain[4]
        arrow = chain[3] == "->"
        fields = _fields(now, chain[1] or "", chain[2] or "", arrow=arrow) if now else []
        found = sorted({name for name in fields if name.startswith(prefix)})
        return Completions(tuple(found), cursor - len(prefix))
    word = _WORD.search(before)
    prefix = word.group() if word else ""
    if re.search(r"\b(?:struct|union|enum)\s+\w*$", before):
        names = _tags(now) if now is not None else set()
    else:
        names = _KEYWORDS | _typed(text, cursor)
        if now is not None:
            names |= _names(now) | (_header_names(now) if len(prefix) > 1 else frozenset())
    found = sorted(name for name in names if name.startswith(prefix))
    return Completions(tuple(found), cursor - len(prefix))


def _typed(text: str, cursor: int) -> frozenset[str]:
    """Return the names in the text itself, but not the one that is being typed."""
    words = (m for m in _IDENTIFIER.finditer(text) if not m.start() <= cursor <= m.end())
    return frozenset(word.group() for word in words)


def _macros(text: str) -> frozenset[str]:
    return frozenset(_DEFINE.findall(text))


def _tags(now: InForce) -> frozenset[str]:
    return frozenset(key.tag for key in now.version.records if key.tag.isidentifier())


def _names(now: InForce) -> frozenset[str]:
    found = {f.name for f in now.version.functions.values()}
    for unit in now.version.units:
        found |= {symbol.name for symbol in unit.user_symbols()}
    for text in now.version.program.units:
        found |= _macros(text.text)
    return frozenset(found | {k.tag for k in now.version.records if k.typedef_named})


def _header_names(now: InForce) -> frozenset[str]:
    """Return what the headers declare for users; what begins with an underscore is their own."""
    names = (name for unit in now.version.units for name in unit.headers.names)
    return frozenset(name for name in names if not name.startswith("_"))


def _fields(now: InForce, name: str, steps: str, *, arrow: bool) -> list[str]:
    """Return the members of what ``name->a.b`` is; of every struct when that is not known."""
    for unit in now.version.units:
        ctype = type_of_chain(unit, name, steps)
        if ctype is not None:
            return _members(unit, pointee(ctype) if arrow else ctype)
    return [
        member.name
        for record in now.version.records.values()
        for member in record.fields
        if member.name
    ]


def type_of_chain(unit: TranslationUnit, name: str, steps: str) -> CType | None:
    """Return the type of ``name->a.b[i].c(x)``; None when it is not known."""
    symbol = unit.lookup(name)
    ctype: CType | None = symbol.ctype if symbol is not None else None
    for step in re.findall(r"\[[^][]*\]|\([^()]*\)|\w+", steps):
        if step[0] == "[":
            ctype = pointee(ctype) if ctype is not None else None
        elif step[0] == "(":
            called = ctype.target if isinstance(ctype, Pointer) else ctype
            ctype = called.result if isinstance(called, Function) else None
        else:
            ctype = _member(unit, ctype, step)
    return ctype


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
