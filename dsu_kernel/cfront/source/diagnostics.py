"""gcc's messages: from its text to values, and back to text with the user's source line.

gcc names cells such as ``In[3]`` but cannot open them, so the source excerpt and the caret are
drawn here, from the texts that the session holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

_MESSAGE: Final = re.compile(
    r"(?P<file>.+?):(?P<line>\d+):(?:(?P<column>\d+):)? "
    r"(?P<severity>fatal error|error|warning|note|sorry, unimplemented|internal compiler error): "
    r"(?P<message>.*)\Z"
)
_TOOL: Final = re.compile(
    r"(?P<file>[\w+.-]+): (?P<severity>fatal error|error|warning|note|sorry, unimplemented"
    r"|internal compiler error): (?P<message>.*)\Z"
)
_LINKER: Final = re.compile(
    r"(?:.*?: )?(?P<file>[^:]+):(?:(?P<line>\d+)|\(\.[^)]*\)): "
    r"(?P<message>(?:undefined reference|multiple definition|first defined).*)\Z"
)
_CONTEXT: Final = re.compile(
    r"(?:In file included|\s+from) |.*: (?:In function|In member function|At top level|in function)"
)
_EXCERPT: Final = re.compile(r"\s+(?:\d+|[+~^|-]+)?\s*\||\s+\^|\s*[~^]+\s*\Z")
_NO_NEWS: Final = re.compile(
    r"compilation terminated\.|collect2: |cc1: (?:all|some) warnings being treated"
)
_NO_CODE: Final = re.compile(
    r"//[^\n]*|/\*.*?\*/|^[ \t]*#(?:\\\n|[^\n])*"
    r"|(?P<literal>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message of the compiler.

    ``line`` and ``column`` count from 1, 0 means unknown. ``context`` are the lines gcc put before
    it (``In[3]: In function 'f':``, ``In file included from ...``).
    """

    file: str
    line: int
    column: int
    severity: str
    message: str
    context: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """True for what stops a compilation."""
        return self.severity not in ("warning", "note")

    @property
    def is_about_the_end(self) -> bool:
        """True where the text ends too early."""
        return self.message.endswith("at end of input")


def parse_gcc(stderr_text: str) -> tuple[Diagnostic, ...]:
    """Read the messages in gcc's (or the linker's) output.

    A line of no known form is kept: it continues the message before it, or stands alone.
    """
    found: list[Diagnostic] = []
    context: list[str] = []
    for line in stderr_text.splitlines():
        if not line.strip() or _NO_NEWS.match(line) or _EXCERPT.match(line):
            continue
        if match := _MESSAGE.match(line) or _TOOL.match(line) or _LINKER.match(line):
            found.append(_diagnostic(match.groupdict(), tuple(context)))
            context = []
        elif _CONTEXT.match(line):
            context.append(line)
        else:
            found.append(Diagnostic("", 0, 0, "note" if found else "error", line.strip()))
    return tuple(found)


def _diagnostic(parts: dict[str, str | None], context: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        file=parts["file"] or "",
        line=int(parts.get("line") or 0),
        column=int(parts.get("column") or 0),
        severity=parts.get("severity") or "error",
        message=parts["message"] or "",
        context=context,
    )


def at_the_end(item: Diagnostic, sources: Mapping[str, str]) -> Diagnostic:
    """Place what is missing at the end of a text behind its last token.

    gcc has no token to point at there, and names the beginning of some line, or a line behind all.
    """
    if not item.is_about_the_end or item.file not in sources:
        return item
    text = sources[item.file]
    code = text[: len(_NO_CODE.sub(_blank, text).rstrip())]
    last = code.rpartition("\n")[2].encode("utf-8", "surrogateescape")
    # Of a struct that lacks its semicolon gcc says so only where something follows.
    message = item.message.replace("expected identifier or", "expected ‘;’, identifier or")
    return replace(item, line=code.count("\n") + 1, column=len(last) + 1, message=message)


def _blank(found: re.Match[str]) -> str:
    return found.group() if found["literal"] else " " * len(found.group())


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """The messages in gcc's own form, each with the line of ``sources`` that it is about.

    ``sources`` maps the unit names that appear in the messages to the units' texts.
    """
    lines: list[str] = []
    split: dict[str, list[str]] = {}
    shown = None
    for item in diagnostics:
        lines += [*item.context, _headline(item)]
        if item.file in sources and item.file not in split:
            split[item.file] = sources[item.file].split("\n")
        # As gcc does, a place is shown once for what is said about it in a row.
        place = (item.file, item.line, item.column)
        if place != shown:
            lines += _excerpt(item, split.get(item.file, []))
        shown = place
    return "\n".join(lines)


def _headline(item: Diagnostic) -> str:
    if not item.file:
        return item.message
    place = item.file
    if item.line:
        place += f":{item.line}"
    if item.column:
        place += f":{item.column}"
    return f"{place}: {item.severity}: {item.message}"


def _excerpt(item: Diagnostic, source: list[str]) -> list[str]:
    """The source line and a caret under the column; gcc counts columns in bytes."""
    if not 1 <= item.line <= len(source):
        return []
    text = source[item.line - 1].rstrip("\r")
    shown = [f"{item.line:5} | {text}"]
    before = text.encode("utf-8", "surrogateescape")[: max(item.column - 1, 0)]
    if item.column and len(before) == item.column - 1:
        # Tabs stay tabs, so that the caret stands right whatever their width.
        columns = before.decode("utf-8", "replace")
        shown.append("      | " + "".join("\t" if c == "\t" else " " for c in columns) + "^")
    return shown
