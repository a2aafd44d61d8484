"""What a typed text is: magic, definition, expression, unfinished."""

from __future__ import annotations

import pytest

from dsu_kernel.routing import chunks, is_complete, kind_of, route


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("%dsu_types", "magic"),
        ("!ls", "magic"),
        ("total?", "magic"),
        ("quit", "magic"),
        ("int x;", "definition"),
        ("int f(void) { return 1; }", "definition"),
        ("#include <stdio.h>", "definition"),
        ("// only a comment", "definition"),
        ("f(3)", "expression"),
        ("x + 1 // a comment;", "expression"),
        ('"a;}"', "expression"),
        ("struct node n;", "definition"),
    ],
)
def test_kind_of_a_text(text: str, kind: str):
    assert kind_of(text) == kind


def test_a_statement_with_a_known_name_is_an_expression():
    assert kind_of("f(3);") == "definition"
    assert kind_of("f(3);", {"f"}) == "expression"
    assert kind_of("x = 5;", {"x"}) == "expression"
    assert kind_of("int x = 5;", {"x"}) == "definition"


def test_route_keeps_magics_and_line_numbers():
    assert route("%dsu_types") == "%dsu_types"
    assert route("int x;") == "%%dsu_c --bare\nint x;"
    assert route("f(1,\n  2)") == "%dsu f(1, 2)"


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("int f(void) {", False),
        ("int f(void)", False),
        ("int f(void) { return '{'; }", True),
        ("struct T { int a; }", False),
        ("struct T { int a; };", True),
        ("/* open", False),
        ("#define A \\", False),
        ("f(1,", False),
        ("f(1)", True),
        ("x", True),
    ],
)
def test_is_complete(text: str, complete: bool):
    assert is_complete(text) is complete


def test_chunks_of_a_script():
    script = "int g;\nint f(void)\n{\n    return g;\n}\nf()\n:types"
    assert chunks(script) == ["int g;", "int f(void)\n{\n    return g;\n}", "f()", ":types"]
