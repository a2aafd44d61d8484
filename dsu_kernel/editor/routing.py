"""What a text typed by a user is: a magic, C that defines something, an expression, or unfinished.

Pure functions, shared by the kernel and the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["empty", "magic", "definition", "expression", "statement"]

_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_FIRST_NAME = re.compile(r"[A-Za-z_]\w*")
_DECLARES = frozenset(
    {"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool"}
    | {"bool", "struct", "union", "enum", "typedef", "static", "extern", "const", "volatile"}
    | {"inline", "register", "auto", "_Atomic", "_Noreturn", "_Thread_local", "__thread"}
    | {"_Static_assert", "__attribute__", "__extension__", "size_t"}
)
_CONTROLS = frozenset({"for", "while", "do", "if", "switch"})
# How a statement goes on behind the name that it begins with; a definition has another name there.
_USES = re.compile(r"[A-Za-z_]\w*\s*(\(|\[|\.|->|\+\+|--|(?:[-+*/%&|^]|<<|>>)?=)")
_GOES_ON = re.compile(r"\{|else\b|\.\w")
_MAGIC = ("%", "!", "?")
_COMMAND = re.compile(r"(?::|%%?dsu_)(\w+)(?!\S)")
_PLAIN = frozenset({"exit", "quit", "exit()", "quit()"})


def kind_of(text: str, known: Collection[str] = ()) -> Kind:
    """Return what a finished text is.

    What does not end with ``;`` or ``}`` is an expression, unless it begins as a declaration only
    can. What ends so is a definition, unless C has it in functions only: ``f(3);``, ``p->x = 1;``,
    ``for (...) ...``. ``known`` are the names of functions and variables.
    """
    stripped = text.strip()
    if not stripped:
        return "empty"
    if stripped.startswith(_MAGIC) or stripped.endswith("?") or stripped in _PLAIN:
        return "magic"
    code = _without_noise(text).strip()
    if not code or code.startswith("#"):
        return "definition"
    if not code.endswith((";", "}")):
        return "definition" if _first_name(code) in _DECLARES else "expression"
    if not _is_statement(code, known):
        return "definition"
    alone = code.endswith(";") and code.count(";") == 1 and "{" not in code
    return "expression" if alone and _first_name(code) not in _CONTROLS else "statement"


def _first_name(code: str) -> str:
    found = _FIRST_NAME.match(code)
    return found.group() if found else ""


def _is_statement(code: str, known: Collection[str]) -> bool:
    first = _first_name(code)
    if not first:
        return True  # `*p = 3;`, `{ ... }`: nothing at file scope begins so
    if first in _DECLARES:
        return False
    if first in _CONTROLS or first in known:
        return True
    use = _USES.match(code)
    if use is None:
        return False
    # `LIST_HEAD(x);` may be a macro that defines something, `main() { ... }` is an old function.
    return use.group(1) != "(" or not (first.isupper() or _defines_function(code))


def _defines_function(code: str) -> bool:
    """Whether a body follows the parameters: ``name(...) { ... }``."""
    depth = 0
    for index, char in enumerate(code):
        depth += (char == "(") - (char == ")")
        if char == ")" and depth == 0:
            return code[index + 1 :].lstrip().startswith("{")
    return False


def expression_of(text: str, kind: Kind) -> str:
    """Return an expression or a statement as one line that ``Session.eval`` takes."""
    line = " ".join(_without_comments(text).replace("\\\n", " ").split("\n")).strip()
    return f"({{ {line} }})" if kind == "statement" else line.rstrip("; ")


def route(text: str, known: Collection[str] = ()) -> str:
    """Return the IPython cell for a cell of the C-first kernel."""
    kind = kind_of(text, known)
    if kind == "definition":
        return f"%%dsu_c --bare\n{text}"
    if kind in ("expression", "statement"):
        return f"%dsu {expression_of(text, kind)}"
    name = asked_about(text)
    return f"%dsu_about {name}" if name in known else text


def asked_about(text: str) -> str | None:
    """Return the C name in ``name?`` or ``?name``; None if it is no such question."""
    stripped = text.strip()
    name = stripped.strip("?").strip()
    return name if name != stripped and _FIRST_NAME.fullmatch(name) else None


def is_complete(text: str) -> bool:
    """Whether a text is finished: brackets, comments and strings closed, a definition ended.

    A cell magic (``%%``) ends with an empty line.
    """
    if text.rstrip("\n").endswith("\\"):
        return False
    if text.lstrip().startswith("%%"):
        return "\n" in text.strip() and text.endswith("\n")
    code = _without_noise(text)
    if "/*" in code or _depth(code) > 0:
        return False
    stripped = _last_item(code.strip())
    if not stripped or stripped.startswith(("#", *_MAGIC)):
        return True
    declares = _first_name(stripped) in _DECLARES
    ended = stripped.endswith(";") or (stripped.endswith("}") and not _open_ended(stripped))
    return ended or not declares


def is_typed(text: str, commands: Collection[str] = ()) -> bool:
    """Whether a text that somebody types is finished, or ends with an empty line or a command.

    Outside of brackets an empty line ends it: then gcc says what it lacks.
    """
    code = _without_noise(text)
    before, newline, last = text.rpartition("\n")
    if newline and _is_command(last, commands) and "/*" not in _without_noise(before):
        return True
    left = newline and not last.strip() and bool(text.strip())
    return is_complete(text) or bool(left and "/*" not in code and _depth(code) <= 0)


def _open_ended(code: str) -> bool:
    """Whether a closing brace still wants its semicolon: ``struct T { ... }``."""
    if _first_name(code) not in ("struct", "union", "enum", "typedef"):
        return False
    head = code.split("{", 1)[0]
    return "(" not in head


def _last_item(code: str) -> str:
    """Return what follows the last semicolon outside of braces, but for one at the end."""
    depth = start = 0
    for index, char in enumerate(code[:-1]):
        depth += (char in "([{") - (char in ")]}")
        if char == ";" and depth == 0:
            start = index + 1
    return code[start:].strip()


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


def c_begins(cell: str, cursor: int) -> int | None:
    """Return where the C around a place in a cell with magics begins; None where there is none.

    That is the text below ``%%dsu_...``, and what follows ``%dsu`` on its line.
    """
    first, newline, _ = cell.partition("\n")
    if re.match(r"\s*%%dsu_", first):
        return len(first) + 1 if newline and cursor > len(first) else None
    start = cell.rfind("\n", 0, cursor) + 1
    line = re.match(r"[ \t]*%dsu[ \t]+(?:--session[= ][ \t]*\S+[ \t]+)?", cell[start:cursor])
    return start + line.end() if line else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished piece of a script and the number of its first line, from 1."""

    text: str
    line: int


def pieces(script: str, commands: Collection[str] = ()) -> list[Piece]:
    """Part a script into finished pieces, as they would be typed one after the other.

    A cell magic goes on to the next line that begins with ``%`` or ``:``, or to the end. One of the
    ``commands`` at the beginning of a line ends what is unfinished before it: gcc says what it
    lacks, and the command is carried out.
    """
    found: list[Piece] = []
    piece: list[str] = []
    lines = script.split("\n")
    for number, line in enumerate(lines):
        if not piece and not line.strip():
            continue
        piece.append(line)
        if _ends(piece, lines, number, commands):
            found.append(Piece("\n".join(piece), number - len(piece) + 2))
            piece = []
    if piece:
        found.append(Piece("\n".join(piece), len(lines) - len(piece) + 1))
    return found


def _is_command(line: str, commands: Collection[str]) -> bool:
    """Whether a line is a command as nobody writes C: ``? a`` may go on with ``: b``."""
    found = _COMMAND.match(line)
    return found is not None and found[1] in commands


def _ends(piece: list[str], lines: list[str], number: int, commands: Collection[str]) -> bool:
    below = lines[number + 1] if number + 1 < len(lines) else ""
    following = below.strip()
    if piece[0].lstrip().startswith("%%"):
        return following.startswith(("%", ":"))
    text = "\n".join(piece)
    if _is_command(below, commands) and "/*" not in _without_noise(text):
        return True
    if not is_complete(text):
        return False
    # A brace on a line of its own belongs to what is before it, and so does an `else`.
    return piece[0].lstrip().startswith((":", "%")) or not _GOES_ON.match(following)
