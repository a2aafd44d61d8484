"""Bodies for inlining only: what counts as one, and what the program makes of it."""

from __future__ import annotations

import pytest

from dsu_kernel.analysis.wrappability.wrappability import analyse
from dsu_kernel.cfront.inline_only import means_gnu_inline
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.program.model import Program, Unit, Version
from dsu_kernel.toolchain.compiler import Compiler

GNU = "extern inline __attribute__((gnu_inline)) "


def version_of(*texts: str, flags: tuple[str, ...] = ()) -> Version:
    """A program of files."""
    units = tuple(Unit(f"{i}.c", text, f"{i}.c") for i, text in enumerate(texts))
    return Frontend(Compiler(flags)).version(Program(units, files=True), 0)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((), False),
        (("-std=gnu11",), False),
        (("-std=gnu89",), True),
        (("-ansi",), True),
        (("-std=iso9899:199409", "-std=c17"), False),
        (("-fgnu89-inline",), True),
        (("-std=c90", "-fno-gnu89-inline"), False),
    ],
)
def test_what_flags_say(flags: tuple[str, ...], expected: bool) -> None:
    assert means_gnu_inline(flags) is expected


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (GNU + "int abs(int x) { return abs(x); }", True),
        ("__extension__ " + GNU + "int f(int x) { return x; }", True),
        ("static inline __attribute__((gnu_inline)) int f(int x) { return x; }", False),
        ("inline __attribute__((gnu_inline)) int f(int x) { return x; }", False),
        ("extern inline int f(int x) { return x; }", False),
        ("int n; " + GNU + "int f(int x) { return x + n; }", False),
        ("int g(void) { return 1; } " + GNU + "int f(void) { return g(); }", False),
        (GNU + "int f(void) { static int n; return ++n; }", False),
    ],
)
def test_which_bodies_are_apart(text: str, apart: bool) -> None:
    unit = version_of(text).units[0]
    assert bool(unit.inline_only) is apart
    assert ("f" in unit.functions) is not apart


def test_the_flag_is_enough() -> None:
    text = "extern inline int f(int x) { return x; } inline int g(int x) { return x; }"
    unit = version_of(text, flags=("-fgnu89-inline",)).units[0]
    assert list(unit.functions) == ["g"]


def test_the_definition_that_counts() -> None:
    body = GNU + "int f(void) { return 1; } "
    assert version_of(body + "int f(void) { return 2; }").functions["f"].place.column > len(body)
    both = version_of(body, "int f(void) { return 2; }")
    assert both.functions["f"].unit == "1.c"


def test_a_wrapper_that_needs_the_program_is_refused() -> None:
    text = "int n;\n" + GNU + "int abs(int x) { n++; return abs(x); }"
    with pytest.raises(UnsupportedConstruct, match=r"^0\.c:2:\d+: abs as a body for inlining only"):
        version_of(text)


def test_callers_change_with_the_body() -> None:
    def form(body: str) -> str:
        text = GNU + f"int f(int x) {{ return x + {body}; }} int g(void) {{ return f(f(1)); }}"
        version = version_of(text)
        unit = version.units[0]
        return Canonicaliser(version).function(unit.functions["g"], unit)

    assert form("1") == form("1")
    assert form("1") != form("2")


def test_types_that_a_body_uses_are_fixed() -> None:

    text = (
        "struct R { int w; }; struct S { int w; };"
        + GNU
        + "int f(struct R *r) { return r->w; } struct S s; struct R r; int g(void) { return s.w; }"
    )
    found = {k.tag: w.kind for k, w in analyse(version_of(text).units).wrappability.items()}
    assert found == {"R": "fixed", "S": "free"}
