"""Changes of C texts at random, by what stands in them: most compile, some mean something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, str], str | None]

_SCALARS = ("int", "long", "short", "unsigned", "char", "double", "float", "unsigned char")
# The status of a main that returns something else is what happens to lie in a register.
_SCALAR = re.compile(r"\b(int|long|short|unsigned|double|float|char)\b(?! main\b)")
_STRUCT = re.compile(r"\b(struct|union)\s+\w*\s*\{")
_NUMBER = re.compile(r"\b[1-9]\d*\b")
_NAME = re.compile(r"\b[a-z_][a-z_0-9]{2,}\b")
_STATEMENT = re.compile(r"[ \t]+.*;[ \t]*")
_OBJECT = re.compile(r"^(?:static )?(?:const )?\w[\w ]*?(?=\b\w+(?:\[[^]]*\])* *[;=])", re.M)
_MEMBERS = (
    "int zq;",
    "char zq[3];",
    "long zq;",
    "double zq;",
    "void *zq;",
    "long zq[5];",
    "struct { int a; long b; } zq;",
    "int zq : 3;",
    "_Alignas(32) char zq;",
)
_OPERATORS = (
    ("+", "-"),
    ("<", "<="),
    ("==", "!="),
    ("*", "+"),
    ("&&", "||"),
    ("static ", ""),
    ("const ", ""),
    ("++", "--"),
    ("__attribute__((packed))", ""),
)


def mutated(rng: Random, text: str) -> str | None:
    """Change a text in one way; None where that way finds nothing to change."""
    return rng.choice(_MUTATIONS)(rng, text)


def _add_member(rng: Random, text: str) -> str | None:
    """A member more, at any place."""
    opened = _one(rng, _STRUCT, text)
    if opened is None:
        return None
    depth, places = 1, [opened.end()]
    for at in range(opened.end(), len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            break
        if depth == 1 and text[at] == ";":
            places.append(at + 1)
    return _with(text, rng.choice(places), 0, f" {rng.choice(_MEMBERS)}")


def _change_members(rng: Random, text: str) -> str | None:
    """Other order, or another type of one."""
    opened = _one(rng, _STRUCT, text)
    end = text.find("}", opened.end()) if opened else -1
    if opened is None or end < 0 or "{" in (body := text[opened.end() : end]):
        return None
    *members, rest = body.split(";")
    if not members:
        return None
    if rng.random() < 0.5:
        rng.shuffle(members)
    else:
        at = rng.randrange(len(members))
        members[at] = _SCALAR.sub(rng.choice(_SCALARS), members[at], count=1)
    return _with(text, opened.end(), len(body), ";".join([*members, rest]))


def _change_type(rng: Random, text: str) -> str | None:
    return _put(text, _one(rng, _SCALAR, text), rng.choice(_SCALARS))


def _change_number(rng: Random, text: str) -> str | None:
    found = _one(rng, _NUMBER, text)
    return _put(text, found, str(int(found[0]) + rng.choice((1, -1, 2, 8))) if found else "")


def _rename(rng: Random, text: str) -> str | None:
    names = sorted(set(_NAME.findall(text)) - {"main", "include"})
    return re.sub(rf"\b{rng.choice(names)}\b", "zz", text) if names else None


def _change_statements(rng: Random, text: str) -> str | None:
    lines = text.split("\n")
    found = [number for number, line in enumerate(lines) if _STATEMENT.fullmatch(line)]
    if not found:
        return None
    at = rng.choice(found)
    lines[at : at + 1] = rng.choice(([], [lines[at]] * 2))
    return "\n".join(lines)


def _change_operator(rng: Random, text: str) -> str | None:
    old, new = rng.choice(_OPERATORS)
    return _put(text, _one(rng, re.compile(re.escape(old)), text), new)


def _align(rng: Random, text: str) -> str | None:
    """An object, or a type with the objects behind it, that is to be aligned."""
    found = _one(rng, _OBJECT, text)
    words = f"__attribute__((aligned({rng.choice((2, 16, 64))}))) "
    return _with(text, found.end(), 0, words) if found else None


_MUTATIONS: tuple[Mutation, ...] = (
    _add_member,
    _add_member,
    _change_members,
    _change_members,
    _change_type,
    _change_number,
    _rename,
    _change_statements,
    _change_operator,
    _align,
)


def _one(rng: Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def _put(text: str, found: re.Match[str] | None, new: str) -> str | None:
    return None if found is None else _with(text, found.start(), len(found[0]), new)


def _with(text: str, at: int, length: int, new: str) -> str:
    return text[:at] + new + text[at + length :]
