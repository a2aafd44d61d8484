"""Generated C: as it is compiled, or as one would write it on a slide, beside one's own text.

An excerpt has the parts that matter, without attributes. The names of a slide choose the parts;
numbers of versions in names do not count, so that a slide's ``foo_v0`` finds ``foo_v1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dsu_kernel.views.view import Beside, Source, View

if TYPE_CHECKING:
    from dsu_kernel.session import Session

_WORD = re.compile(r"[A-Za-z_]\w*")
_NUMBERED = re.compile(r"^(\w+)_v\d+$|^(__[A-Za-z_]+?)\d+$")
_ATTRIBUTE = re.compile(r"\s*__attribute__\s*\(\(")
_EXPECT = re.compile(r"__builtin_expect\(((?:[^()]|\([^()]*\))*), 0\)")
_STORAGE = re.compile(r"^(?:(?:static|inline|extern)\s+)+")
_FUNCTION_POINTER = re.compile(r"\(\s*\*\s*(\w+)\s*\)")
_RECORD = re.compile(r"(?:struct|union|enum)\s+(\w+)\s*\{")
_CALLED = re.compile(r"(\w+)\s*\(")


def code_view(session: Session, *names: str) -> View:
    """The C that is generated for functions or types."""
    code = "\n".join(map(session.show, names))
    return View(
        f"{', '.join(names)}, as compiled", (Source("Generated C", code, generated=True),), code
    )


def beside_view(session: Session, names: Sequence[str], given: str, title: str) -> View:
    """A text, and beside it what the compiler really gets for the names."""
    code = "\n".join(map(session.show, names))
    own = excerpt(code, f"{given} {' '.join(names)}")
    sides = Beside(Source(title, f"{given.strip()}\n"), Source("generated", own, generated=True))
    return View(f"{', '.join(names)}, as compiled", (sides,), own)


def excerpt(code: str, slide: str) -> str:
    """Return the items of generated C whose names ``slide`` mentions, in a plain form."""
    wanted = {_unnumbered(word) for word in _WORD.findall(slide)}
    items = [_plain(item) for item in _items(_without_attributes(code))]
    chosen = [_laid_out(item) for item in items if _unnumbered(_name_of(item)) in wanted]
    return "\n\n".join(chosen) + "\n"


def _unnumbered(name: str) -> str:
    found = _NUMBERED.match(name)
    return found[1] or found[2] if found else name


def _without_attributes(code: str) -> str:
    text, at = "", 0
    while found := _ATTRIBUTE.search(code, at):
        end, depth = found.end(), 2
        while depth and end < len(code):
            depth += {"(": 1, ")": -1}.get(code[end], 0)
            end += 1
        text, at = text + code[at : found.start()], end
    return text + code[at:]


def _items(code: str) -> Iterator[str]:
    """Yield the items at file scope."""
    item, depth = "", 0
    for char in code:
        item += char
        depth += {"{": 1, "}": -1}.get(char, 0)
        ends = char == ";" or (char == "}" and "(" in item.split("{", 1)[0])
        if depth == 0 and ends:
            yield item.strip()
            item = ""
    if item.strip():
        yield item.strip()


def _plain(item: str) -> str:
    return _EXPECT.sub(r"\1", _STORAGE.sub("", item))


def _name_of(item: str) -> str:
    """Return what an item defines: a function, a type or a variable."""
    head = item.split("{", 1)[0].split("=", 1)[0]
    for pattern, text in ((_FUNCTION_POINTER, head), (_CALLED, head), (_RECORD, item)):
        found = pattern.search(text)
        if found:
            return found[1]
    words = _WORD.findall(head)
    return words[-1] if words else ""


def _laid_out(item: str) -> str:
    """Break an item that is written in one line; others are as their author wrote them."""
    if "\n" in item.strip() or "{" not in item:
        return "\n".join(line.rstrip() for line in item.splitlines() if line.strip())
    function = "(" in item.split("{", 1)[0]
    lines, line, depth, parens = [], "", 0, 0
    for char in item:
        parens += {"(": 1, ")": -1}.get(char, 0)
        if char == "}":
            lines += [_indented(line, depth)]
            line, depth = "", depth - 1
        line += char
        depth += char == "{"
        if parens == 0 and (char in "{;" or (char == "}" and function)):
            lines.append(_indented(line, depth - (char == "{")))
            line = ""
    lines.append(_indented(line, depth))
    return "\n".join(line for line in lines if line.strip())


def _indented(line: str, depth: int) -> str:
    return f"{'    ' * depth}{line.strip()}" if line.strip() else ""
