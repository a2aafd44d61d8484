"""What a typed text is: magic, definition, expression, unfinished."""

from __future__ import annotations

import pytest

from dsu_kernel.editor.routing import Piece, is_complete, is_typed, kind_of, pieces, route


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
        ("int x = 3", "definition"),  # gcc says what it lacks
        ("struct node { int n; }", "definition"),
        ("struct node n;", "definition"),
        ("node_t *n;", "definition"),
        ("node_t n = {1};", "definition"),
        ('printf("a;  b");', "expression"),
        ("head->next = 0;", "expression"),
        ("n[2] += 3;", "expression"),
        ("*p = 5;", "expression"),
        ("x = 1; y = 2;", "statement"),
        ("for (int i = 0; i < 3; i++) hit();", "statement"),
        ("{ int i = hit(); use(i); }", "statement"),
        ("main() { return 1; }", "definition"),
        ("LIST_HEAD(head, node);", "definition"),
        ("#define A 1", "definition"),
    ],
)
def test_kind_of_a_text(text: str, kind: str):
    assert kind_of(text) == kind


def test_what_is_known_decides_where_c_is_ambiguous():
    assert kind_of("SWAP(a, b);") == "definition"
    assert kind_of("SWAP(a, b);", {"SWAP"}) == "expression"
    assert kind_of("a * b;") == "definition"
    assert kind_of("a * b;", {"a"}) == "expression"
    assert kind_of("int x = 5;", {"x"}) == "definition"


def test_route_keeps_magics_and_line_numbers():
    assert route("%dsu_types") == "%dsu_types"
    assert route("int x;") == "%%dsu_c --bare\nint x;"
    assert route("f(1,\n  2)") == "%dsu f(1,   2)"
    assert route("while (n) // down\n    n--;") == "%dsu ({ while (n)       n--; })"
    assert route('puts("two  spaces");') == '%dsu puts("two  spaces")'


def test_a_question_about_a_name_of_the_program_is_answered_from_it():
    assert route("total?", {"total"}) == "%dsu_about total"
    assert route("?total", {"total"}) == "%dsu_about total"
    assert route("print?", {"total"}) == "print?"
    assert route("total ? 1 : 0", {"total"}) == "%dsu total ? 1 : 0"


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("int f(void) {", False),
        ("int f(void)", False),
        ("int f(void) { return '{'; }", True),
        ("struct T { int a; }", False),
        ("struct T { int a; };", True),
        ("struct T { int a; }; struct T *f(void) { return 0; }", True),
        ("int f(void) { return 1; } struct T { int a; }", True),
        ("int x; struct T { int a; }", False),
        ("/* open", False),
        ("#define A \\", False),
        ("f(1,", False),
        ("f(1)", True),
        ("x", True),
        ("%%dsu_transform T", False),
        ("%%dsu_transform T\nxout->y = 1;", False),
        ("%%dsu_transform T\nxout->y = 1;\n", True),
        (":state { n = 1;", False),
        (":state { n = 1; }", True),
    ],
)
def test_is_complete(text: str, complete: bool):
    assert is_complete(text) is complete


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("int x;", True),
        ("int x = 3", False),
        ("int x = 3\n", True),  # Enter on an empty line
        ("int x = 3\n  ", True),
        ("struct s { int n; }\n", True),
        ("int f(void) {\n", False),
        ("f(1,\n\n", False),
        ("int x /* not\n", False),
        ("%%dsu_c\nint x", False),
    ],
)
def test_an_empty_line_ends_what_is_typed_outside_of_brackets(text: str, typed: bool):
    assert is_typed(text) is typed


def test_a_command_ends_what_is_unfinished():
    commands = {"status", "c"}
    unfinished = ("int x = 1", "int f(void) {\n  return 1;", "f(1,")
    for text in unfinished:
        assert pieces(f"{text}\n:status\nx", commands) == [
            Piece(text, 1),
            Piece(":status", text.count("\n") + 2),
            Piece("x", text.count("\n") + 3),
        ]
        assert is_typed(f"{text}\n:status", commands)
        assert is_typed(f"{text}\n%dsu_status 3", commands)
    assert pieces("int x = a ? b\n:c;", commands) == [Piece("int x = a ? b\n:c;", 1)]
    assert pieces("/*\n:status\n*/ int y;", commands) == [Piece("/*\n:status\n*/ int y;", 1)]
    assert not is_typed("/*\n:status", commands)
    assert not is_typed("int x = a ? b\n:nosuch", commands)


def test_pieces_of_a_script():
    function = "int f(void)\n{\n    return g;\n}"
    cell = "%%dsu_c u\nint u;\n\nint v;"
    script = f"int g;\n\n{function}\nf()\n{cell}\n:types\nint h("
    assert pieces(script) == [
        Piece("int g;", 1),
        Piece(function, 3),
        Piece("f()", 7),
        Piece(cell, 8),
        Piece(":types", 12),
        Piece("int h(", 13),
    ]
