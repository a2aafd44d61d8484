"""What a text typed by a user is: a magic, C that defines something, an expression, or unfinished.

Pure functions, shared by the kernel and the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Kind = Literal["empty", "magic", "definition", "expression"]

_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_FIRST_NAME = re.compile(r"[A-Za-z_]\w*")
_DECLARES = frozenset(
    {"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool"}
    | {"bool", "struct", "union", "enum", "typedef", "static", "extern", "const", "volatile"}
    | {"inline", "register", "auto", "_Atomic", "_Noreturn", "_Thread_local", "__thread"}
    | {"_Static_assert", "__attribute__", "__extension__", "size_t"}
)
_MAGIC = ("%", "!", "?")
_PLAIN = frozenset({"exit", "quit", "exit()", "quit()"})


def kind_of(text: str, known: Collection[str] = ()) -> Kind:
    """Return what a finished text is.

    A definition ends with ``;`` or ``}``; so what does not is an expression. ``known`` are the
    names of functions and variables: a statement that begins with one is an expression too.
    """
    stripped = text.strip()
    if not stripped:
        return "empty"
    if stripped.startswith(_MAGIC) or stripped.endswith("?") or stripped in _PLAIN:
        return "magic"
    code = _without_noise(text).strip()
    if not code:
        return "definition"
    if code.startswith("#"):
        return "definition"
    if not code.endswith((";", "}")):
        return "expression"
    first = _FIRST_NAME.match(code)
    alone = code.endswith(";") and code.count(";") == 1 and "{" not in code
    if alone and first is not None and first.group() in known:
        return "expression"
    return "definition"


def route(text: str, known: Collection[str] = ()) -> str:
    """Return the IPython cell for a cell of the C-first kernel."""
    kind = kind_of(text, known)
    if kind == "definition":
        return f"%%dsu_c --bare\n{text}"
    if kind == "expression":
        return f"%dsu {' '.join(_without_comments(text).split())}"
    return text


def is_complete(text: str) -> bool:
    """Whether a text is finished: brackets, comments and strings closed, a definition ended."""
    if text.rstrip("\n").endswith("\\"):
        return False
    code = _without_noise(text)
    if "/*" in code or _depth(code) > 0:
        return False
    stripped = code.strip()
    if not stripped or stripped.startswith(("#", *_MAGIC)):
        return True
    first = _FIRST_NAME.match(stripped)
    declares = first is not None and first.group() in _DECLARES
    ended = stripped.endswith(";") or (stripped.endswith("}") and not _open_ended(stripped))
    return ended or not declares


def _open_ended(code: str) -> bool:
    """Whether a closing brace still wants its semicolon: ``struct T { ... }``."""
    first = _FIRST_NAME.match(code)
    if first is None or first.group() not in ("struct", "union", "enum", "typedef"):
        return False
    head = code.split("{", 1)[0]
    return "(" not in head


def _depth(code: str) -> int:
    depth = 0
    for char in code:
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
    return depth


def _without_noise(text: str) -> str:
    """Return the code with comments gone and strings emptied."""
    return _NOISE.sub(lambda m: " " if m.group().startswith("/") else '""', text)


def _without_comments(text: str) -> str:
    return _NOISE.sub(lambda m: " " if m.group().startswith("/") else m.group(), text)


def chunks(text: str) -> list[str]:
    """Part a script into finished pieces, as they would be typed one after the other."""
    found: list[str] = []
    piece: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        piece.append(line)
        whole = "\n".join(piece)
        if whole.strip() and is_complete(whole) and not _continues(lines, number):
            found.append(whole)
            piece = []
    rest = "\n".join(piece)
    return [*found, rest] if rest.strip() else found


def _continues(lines: list[str], number: int) -> bool:
    """Whether the next line belongs to this piece: a brace on a line of its own."""
    following = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return following.startswith(("{", "else", "."))
