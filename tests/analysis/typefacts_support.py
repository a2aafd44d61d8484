"""Programs for the tests of wrappability, built from text."""

from __future__ import annotations

import functools

from dsu_kernel.analysis.facts import TypeFacts, Wrappability
from dsu_kernel.analysis.wrappability.wrappability import analyse
from dsu_kernel.cfront.headers import HeaderCache
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit

INCLUDES = """\
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
"""
T = "struct T { int x; char name[8]; struct T *next; int y; };\n"
U = "struct U { long a; struct U *link; };\n"


@functools.cache
def headers() -> HeaderCache:
    """Share the declarations of system headers between the programs."""
    return HeaderCache()


def unit(text: str, name: str = "a.c", *, file_mode: bool = True) -> TranslationUnit:
    """Build one unit; line 1 is the first line of ``text``."""
    source = f'{INCLUDES}#line 1 "{name}"\n{text}'
    return build_unit(
        preprocess(source, [], name=name), name, file_mode=file_mode, headers=headers()
    )


def facts(*texts: str) -> TypeFacts:
    """Analyse a program of one or more units, named a.c, b.c, ..."""
    return analyse([unit(text, f"{chr(ord('a') + i)}.c") for i, text in enumerate(texts)])


def classes(*texts: str) -> dict[str, Wrappability]:
    """Return the class of each type by tag."""
    return {key.tag: found for key, found in facts(*texts).wrappability.items()}


def line_of(text: str, marker: str = "/*!*/") -> int:
    """Return the line that carries the marker."""
    return next(i for i, line in enumerate(text.splitlines(), 1) if marker in line)


def check(text: str, tag: str, kind: str, words: str = "") -> None:
    """Assert the class of a type, words of its reason, and the marked line (if one is marked)."""
    found = classes(text)[tag]
    assert found.kind == kind, found.explain()
    assert words in found.reason, found.explain()
    if kind != "free" and "/*!*/" in text:
        assert found.place is not None
        assert found.place.line == line_of(text), found.explain()
