"""A fast scan of system-header text: where each declaration stands and which names it declares.

Nothing is parsed here. Names of typedefs must be right, since the parser depends on them; for the
other names a guess too many only costs a look at one declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsu_kernel.cfront.source.pack import PackState

_BREAK = re.compile(r"[;{}]|^#[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.MULTILINE)
_TYPEDEF = re.compile(r"\s*(?:__extension__\s+)*typedef\b")
_CALL_LIKE = re.compile(
    r"\b(?:__attribute__|__attribute|__asm__|__asm|asm|__typeof__|__typeof|typeof|_Alignas"
    r"|_Static_assert)\s*\("
)
_PLAIN_FUNCTION = re.compile(r"[\w\s*]*?\b(\w+)\s*\((?!\s*(?:\*|\w+\s*\)\s*[(\[]))")
_PLAIN_TYPEDEF = re.compile(r"[\w\s*]*?\b(\w+)\s*(?:\[[^\]]*\]\s*)*;$")
_NOT_NAMES = frozenset(
    {
        *("__attribute__", "__attribute", "__asm__", "__asm", "asm", "__typeof__", "__typeof"),
        *("typeof", "_Alignas", "_Static_assert", "int", "char", "void", "long", "short"),
        *("double", "float", "unsigned", "signed", "_Bool"),
    }
)
_TAG = re.compile(r"\b(?:struct|union|enum)\s+(\w+)\s*\{")
_TAG_ALONE = re.compile(r"\b(?:struct|union|enum)(?:\s+\w+)?\s*(?:\{\}\s*)?$")
_ENUM = re.compile(r"\benum\b[^;{}()]*\{([^}]*)\}")
_ENUMERATOR = re.compile(r"(?:^|,)\s*(\w+)")
_DIRECTIVE = re.compile(r"^#[^\n]*$", re.MULTILINE)
_POINTER_NAME = re.compile(r"\(\s*(?:[*(\s]|(?:const|volatile|__?restrict(?:__)?)\b)*(\w+)")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One file-scope declaration: ``text[start:end]``, its body (if a function's) left out."""

    start: int
    end: int
    has_body: bool
    pack: str


@dataclass(slots=True)
class Scan:
    """The result: chunks, and for each name the chunks that may declare it."""

    chunks: list[Chunk] = field(default_factory=list)
    typedef_names: set[str] = field(default_factory=set)
    names: dict[str, list[int]] = field(default_factory=dict)
    tags: dict[str, list[int]] = field(default_factory=dict)


def scan(text: str) -> Scan:
    """Index a text made of system-header lines."""
    result = Scan()
    for chunk, brace in _chunks(text):
        number = len(result.chunks)
        result.chunks.append(chunk)
        _note_names(result, number, text[chunk.start : chunk.end], chunk, brace)
    return result


def _chunks(text: str) -> Iterator[tuple[Chunk, bool]]:
    """Yield every declaration, and whether it has braces."""
    start = depth = 0
    brace = -1
    pack = PackState()
    for match in _BREAK.finditer(text):
        position = match.start()
        mark = text[position]
        if mark == ";":
            if depth == 0:
                if text[start:position].strip():
                    yield Chunk(start, position + 1, False, pack.limit), brace >= 0
                start, brace = position + 1, -1
        elif mark == "{":
            depth += 1
            if brace < 0:
                brace = position
        elif mark == "}":
            depth -= 1
            if depth == 0 and _opens_body(text[start:brace]):
                yield Chunk(start, brace, True, pack.limit), False
                start, brace = position + 1, -1
        elif mark == "#" and depth == 0:
            pack.pragma(match.group().partition("pragma")[2])
            if not text[start:position].strip():
                start = match.end()


def _opens_body(head: str) -> bool:
    """Whether the text before a brace is a function's header."""
    return without_groups(head).rstrip().endswith(")")


def without_groups(text: str) -> str:
    """Return ``text`` without attributes, asm labels and the operands of typeof."""
    match = _CALL_LIKE.search(text)
    if match is None:
        return text
    parts: list[str] = []
    position = 0
    while match is not None:
        parts.append(text[position : match.start()])
        position = _closing(text, match.end())
        match = _CALL_LIKE.search(text, position)
    return "".join((*parts, text[position:]))


def _closing(text: str, position: int) -> int:
    """Return the position after the parenthesis that closes the one before ``position``."""
    depth = 1
    for match in re.compile(r"[()]").finditer(text, position):
        depth += 1 if match.group() == "(" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _note_names(result: Scan, number: int, text: str, chunk: Chunk, braces: bool) -> None:
    is_typedef = _TYPEDEF.match(text) is not None
    if braces:
        _note_tags(result, number, text)
    plain = None
    if not braces:
        pattern = _PLAIN_TYPEDEF if is_typedef else _PLAIN_FUNCTION
        plain = pattern.match(text)
    if plain is not None and plain.group(1) not in _NOT_NAMES:
        names = [plain.group(1)]
    else:
        names = _declared_names(text)
    for name in names:
        result.names.setdefault(name, []).append(number)
    if is_typedef:
        result.typedef_names.update(names)


def _note_tags(result: Scan, number: int, text: str) -> None:
    bare = without_groups(_DIRECTIVE.sub("", text))
    for tag in _TAG.findall(bare):
        result.tags.setdefault(tag, []).append(number)
    for body in _ENUM.findall(bare):
        for name in _ENUMERATOR.findall(body):
            result.names.setdefault(name, []).append(number)


def _declared_names(text: str) -> list[str]:
    """Return the names of all declarators of a declaration."""
    bare = without_groups(_DIRECTIVE.sub("", text)).rstrip("; \n\t")
    found: list[str] = []
    for piece in _pieces(bare):
        name = _declarator_name(piece)
        if name is not None:
            found.append(name)
    return found


def _pieces(text: str) -> list[str]:
    """Split at the commas between declarators; what stands in braces is dropped."""
    pieces = [""]
    depth = braces = 0
    start = 0
    for match in re.finditer(r"[(){},]", text):
        mark = match.group()
        if mark == "{":
            if braces == 0:
                pieces[-1] += text[start : match.start()] + "{} "
            braces += 1
        elif mark == "}":
            braces -= 1
            start = match.end()
        elif braces == 0 and mark in "()":
            depth += 1 if mark == "(" else -1
        elif braces == 0 and depth == 0:
            pieces[-1] += text[start : match.start()]
            pieces.append("")
            start = match.end()
    pieces[-1] += text[start:]
    return pieces


def _declarator_name(piece: str) -> str | None:
    before, paren, _ = piece.partition("(")
    if paren:
        words = re.findall(r"\w+", before)
        nested = re.match(r"\(\s*(?:\*|\w+\s*\)\s*[(\[])", piece[len(before) :])
        if words and not nested and words[-1] not in _NOT_NAMES:
            return str(words[-1])
        match = _POINTER_NAME.search(piece)
        return match.group(1) if match else None
    if _TAG_ALONE.search(before):
        return None
    words = re.findall(r"\w+", re.split(r"[\[=]", before)[0])
    return str(words[-1]) if words else None
