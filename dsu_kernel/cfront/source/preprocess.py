"""The user's text through ``gcc -E``, and system-header text kept apart.

System text goes verbatim into generated files and is never printed from a syntax tree; only the
user's text is parsed. A user's own header (``#include "x.h"``) is user text.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dsu_kernel.cfront.source.diagnostics import Diagnostic, parse_gcc, render
from dsu_kernel.cfront.source.lexer import escape_marker, unescape_marker
from dsu_kernel.cfront.source.raw_strings import without_raw_strings
from dsu_kernel.errors import CompileError, DsuError, ParseError, Place

_MARKER: Final = re.compile(
    r'^# (\d+) ("(?:[^"\\\n]|\\.)*")((?: \d)*)[ \t]*(?:\n|\Z)', re.MULTILINE
)
# U+DC80 to U+DCFF are bytes that are no UTF-8 (surrogateescape).
_NOT_IN_FILES: Final = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
_LINE_DIRECTIVE: Final = re.compile(r'[ \t]*#[ \t]*line[ \t]+(\d+)(?:[ \t]+"((?:[^"\\]|\\.)*)")?')


@dataclass(frozen=True, slots=True)
class Preprocessed:
    """Preprocessed text in two parts, and the files that were read for it.

    ``system_text`` has line markers with the system-header flag, so that gcc stays silent about
    it; ``user_text`` has the markers that give every line its unit and number.
    ``warnings`` are what the preprocessor said without failing.
    """

    system_text: str
    user_text: str
    dependencies: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()


def preprocess(
    text: str, flags: Sequence[str], *, name: str, gcc: str = "gcc", cwd: str | Path | None = None
) -> Preprocessed:
    """Run ``gcc -E`` with the user's flags over ``text``, given on standard input.

    ``name`` is what the text is called where it has no ``#line`` directive of its own.
    Raises :class:`CompileError` with gcc's diagnostics when preprocessing fails.
    """
    refuse_what_no_file_holds(text, name)
    command = [gcc, *flags, "-x", "c", "-E", "-"]
    source = f'#line 1 "{escape_marker(name)}"\n{text}'
    output, messages = _run(command, source, cwd)
    diagnostics = parse_gcc(messages)
    if output is None:
        raise CompileError(render(diagnostics, _sources(text, name)), diagnostics)
    system, user, files = split_system_text(output)
    return Preprocessed(system, without_raw_strings(user), files, diagnostics)


def split_system_text(output: str) -> tuple[str, str, tuple[str, ...]]:
    """Part the output of ``gcc -E`` into system text, user text and the files it came from.

    The enter and leave flags of the markers are dropped: with parts of the text gone they would
    not nest any more. Flag 3 (system header) and flag 4 (C++ linkage) stay. Where user text uses
    a macro of a system header, gcc marks the expansion with flag 3 but the user's file name: such
    text is the user's, so a file counts as system text only if it was entered as such.
    """
    system: list[str] = []
    user: list[str] = []
    files: dict[str, None] = {}
    system_files: set[str] = set()
    markers = list(_MARKER.finditer(output))
    ends = [m.start() for m in markers[1:]] + [len(output)]
    if markers and output[: markers[0].start()].strip():
        user.append(output[: markers[0].start()])
    for marker, end in zip(markers, ends, strict=True):
        line, quoted, flags = marker.groups()
        if " 1" in flags:
            files[unescape_marker(quoted[1:-1])] = None
            if " 3" in flags:
                system_files.add(quoted)
        body = output[marker.end() : end]
        if not body.strip():
            continue
        if quoted in system_files:
            system.append(f"# {line} {quoted} 3{' 4' if ' 4' in flags else ''}\n{body}")
        else:
            user.append(f"# {line} {quoted}\n{body}")
    return "".join(system), "".join(user), tuple(files)


def _run(command: list[str], source: str, cwd: str | Path | None) -> tuple[str | None, str]:
    """Standard output (None when gcc failed) and standard error of the preprocessor."""
    # Messages in English and UTF-8 whatever the user's locale: they are parsed.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            input=source.encode("utf-8", "surrogateescape"),
            capture_output=True,
            cwd=cwd,
            env=environment,
            check=False,
        )
    except (FileNotFoundError, PermissionError) as error:
        if cwd is not None and not Path(cwd).is_dir():
            raise DsuError(f"the working directory {cwd} does not exist") from error
        raise DsuError(
            f"the C compiler '{command[0]}' cannot be run ({error.strerror}); install gcc with "
            "your system's package manager (Debian, Ubuntu: apt install gcc libc6-dev)"
        ) from error
    messages = done.stderr.decode("utf-8", "surrogateescape")
    if done.returncode != 0:
        return None, messages
    return done.stdout.decode("utf-8", "surrogateescape"), messages


def refuse_what_no_file_holds(text: str, name: str) -> None:
    """Raise ParseError at a NUL character, or at half a UTF-16 pair.

    gcc would only warn about the one and go on; the other has no bytes at all.
    """
    found = _NOT_IN_FILES.search(text)
    if found is None:
        return
    position = found.start()
    unit, line = name, 0
    for row in text[: position + 1].split("\n"):
        line += 1
        if directive := _LINE_DIRECTIVE.match(row):
            line = int(directive[1]) - 1
            unit = unescape_marker(directive[2]) if directive[2] is not None else unit
    column = position - text.rfind("\n", 0, position)
    what = "NUL character" if found[0] == "\0" else f"U+{ord(found[0]):04X} (half a character)"
    raise ParseError(f"{what} in the source text", Place(unit, line, column))


def _sources(text: str, name: str) -> dict[str, str]:
    """The texts of the units that ``#line`` directives make out of one text, for excerpts."""
    units: dict[str, list[str]] = {name: []}
    current, at = name, 1
    for row in text.split("\n"):
        if directive := _LINE_DIRECTIVE.match(row):
            at = int(directive[1])
            current = unescape_marker(directive[2]) if directive[2] is not None else current
            units.setdefault(current, [])
            continue
        lines = units[current]
        if at <= 0 or at > len(lines) + 1_000_000:
            continue  # an absurd line number in a directive: no excerpt for it
        lines.extend([""] * (at - len(lines)))
        lines[at - 1] = row
        at += 1
    return {unit: "\n".join(lines) for unit, lines in units.items()}
