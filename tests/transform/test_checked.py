"""Where an access needs no check of the version word, and where it does."""

from __future__ import annotations

import re

import pytest
from planning import Imagined

HEAD = """
#include <string.h>
#include <setjmp.h>
struct T {{ {} struct T *next; int a, b; {} }};
struct T table[8], one, *all;
int other(void);
int sink;
jmp_buf place;
"""
FUNCTION = "int f{}(struct T *p, struct T *q, int i) {{ {} return 0; }}\n"
CASES = [
        # statements follow each other
        ("sink = p->a; sink = p->b;", "cg"),
        ("p->a = 1; q->a = 2; p->b = 3; q->b = 4;", "ccgg"),
        ("sink = table[i].a; sink = table[i].b; sink = table[i + 1].a;", "cgc"),
        ("sink = one.a; sink = one.b;", "cg"),
        ("int x = p->a; x += p->b; return x + (*p).a;", "cgg"),
        # operands do not: a check goes ahead, if one of them is evaluated in any case
        ("sink = p->a + p->b;", "Agg"),
        ("return p->a * q->a;", "cc"),
        ("sink = (i ? p->a : 1) + (i ? p->b : 2);", "cc"),
        ("sink = (i ? p->a : 1) + p->b;", "Agg"),
        # but of these the left one comes first
        ("sink = p->a && p->b;", "cg"),
        ("sink = i && p->a; sink = p->b;", "cc"),
        ("sink = p->a ? p->b : p->next != 0;", "cgg"),
        ("sink = (p->a, p->b);", "cg"),
        ("if (p && p->a) sink = p->b;", "cc"),
        ("if (p->a) sink = p->b; else sink = p->a; sink = p->b;", "cggg"),
        ("if (i) sink = p->a; else sink = p->b; sink = p->a;", "ccg"),
        ("if (i) sink = p->a; sink = p->b;", "cc"),
        ("if (i) return p->a; sink = p->b; sink = p->a;", "ccg"),
        # variables change
        ("sink = p->a; p = q; sink = p->b;", "cc"),
        ("sink = p->a; p = p->next; sink = p->a;", "cgc"),
        ("sink = p->a; sink = (p++)->a; sink = p->b;", "ccc"),
        ("sink = p->a + (i ? (p = q, 1) : 0); sink = p->a;", "cc"),
        ("sink = table[i].a; i++; sink = table[i].a;", "cc"),
        ("sink = p->a; { struct T *p = q; sink = p->a; } sink = p->b;", "ccg"),
        ("struct T **pp = &p; sink = p->a; *pp = q; sink = p->b;", "cc"),
        ("sink = all->a; sink = all->b;", "cc"),
        # calls, whole structs, and what else may put another object there
        ("sink = p->a; other(); sink = p->b;", "cc"),
        ("sink = p->a + other();", "c"),
        ("sink = p->a; sink = strlen(\"abc\"); sink = p->b;", "cg"),
        ("sink = p->a; memset(q, 0, sizeof *q); sink = p->b;", "cc"),
        ("sink = p->a; *p = *q; sink = p->b;", "cc"),
        ("sink = p->a; table[i] = *q; sink = p->b;", "cc"),
        ("sink = p->a; struct T copy = *q; sink = p->b; sink = copy.a;", "ccc"),
        ("sink = p->a; __asm__ volatile(\"\"); sink = p->b;", "cc"),
        ("sink = p->a; sink = ({ other(); 1; }); sink = p->b;", "cc"),
        ("sink = p->a; if (setjmp(place)) sink = p->b;", "cc"),
        ("sink = sizeof p->a; sink = p->b;", "cc"),
        # loops and jumps
        ("sink = p->a; while (i--) sink += p->b; sink = p->a;", "cgg"),
        ("while (i--) { sink += p->a; sink += p->b; } sink = p->a;", "cgc"),
        ("while (p) { sink += p->a; p = p->next; }", "cg"),
        ("for (; p; p = p->next) sink += p->a;", "gc"),  # the head is printed first
        ("for (; p; p = p->next) { if (i) continue; sink += p->a; }", "cc"),
        ("sink = p->a; while (i--) { sink = p->b; other(); }", "cc"),
        ("sink = p->a; do { sink = p->b; if (i) break; p = q; } while (p->a);", "ccc"),
        ("sink = p->a; again: sink = p->b; if (i--) goto again;", "cc"),
        ("sink = p->a; switch (i) { case 1: sink = p->b; break; case 2: p = q; } p->a = 1;", "ccc"),
        ("sink = p->a; switch (i) { case 1: p->b = 1; case 2: q->a = 1; } p->a = q->a;", "cgcgc"),
        ("switch (i) { case 1: sink = p->a; case 2: sink = p->b; }", "cc"),
    ]  # fmt: skip


def generated(bodies: list[str], *versions: tuple[str, str], user: int = 0) -> list[str]:
    """The code of functions with these bodies after patches of the type that they use.

    A version is what stands before and behind the fields of ``HEAD``. That with the number ``user``
    comes with a transformer of the user.
    """
    functions = "".join(FUNCTION.format(i, body) for i, body in enumerate(bodies))
    process = Imagined(HEAD.format("", "") + functions, slop=24)
    versions = versions or (("int more;", ""),)
    for number, fields in enumerate(versions, 1):
        users = {"T": "xout->a = 7;"} if number == user else {}
        plan = process.go(HEAD.format(*fields) + functions, transformers=users)
    text = "".join(process.text(plan).units)
    starts = [text.index(f"static int f{i}_v{number}(") for i in range(len(bodies))]
    return [text[start:].partition("\n}\n")[0] for start in starts]


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    bodies = [body for body, _ in CASES]
    return dict(zip(bodies, generated(bodies), strict=True))


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_one_check_a_pointer_within_a_stretch(
    body: str, expected: str, codes: dict[str, str]
) -> None:
    """``c``: checked, ``g``: seen a moment ago, ``A``: a check ahead of the whole expression."""
    found = re.findall(r"(\(void\))?__(con|got)_T\(", codes[body])
    assert "".join("A" if ahead else name[0] for ahead, name in found) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sink = p->a; sink = p->b;", "gg"),
        ("sink = p->more; sink = p->a; sink = p->more;", "cgg"),
        ("sink = p->a; sink = p->more;", "gc"),  # what needs no check is none for others
        ("sink = p->a + p->b + p->more;", "ggc"),
        ("sink = p->a + p->more + p->more;", "Aggg"),
        ("struct T copy = *p; sink = copy.a + copy.more;", "gc"),
    ],
)
def test_fields_that_every_version_has_where_they_are_need_no_check(
    body: str, expected: str
) -> None:
    (code,) = generated([body], ("", "int more;"))
    found = re.findall(r"(\(void\))?__(con|got)_T\(", code)
    assert "".join("A" if ahead else name[0] for ahead, name in found) == expected


@pytest.mark.parametrize(
    ("versions", "user", "expected"),
    [
        ([("", "int x;"), ("", "int x, y;")], 0, "g"),
        ([("", "int x;"), ("", "")], 0, "g"),  # taken back
        ([("", "int x;"), ("", "long x;")], 0, "g"),
        ([("int x;", ""), ("int x;", "int y;")], 0, "c"),  # there are objects of version 0
        ([("int x;", ""), ("", "")], 0, "c"),
        ([("", "int x;"), ("", "int x, y;")], 1, "c"),
        ([("", "int x;"), ("", "int x, y;")], 2, "c"),
        (
            [("", "int x;"), ("", "char x[200];")],
            0,
            "c",
        ),  # data of the second version lies elsewhere
        ([("", "int x : 3;")], 0, "g"),
    ],
)
def test_what_is_steady_depends_on_all_versions(
    versions: list[tuple[str, str]], user: int, expected: str
) -> None:
    (code,) = generated(["sink = p->a;"], *versions, user=user)
    assert [name[0] for name in re.findall(r"__(con|got)_T\(", code)] == [expected]


def test_nothing_is_left_out_where_a_cleanup_function_may_run() -> None:
    body = "__attribute__((cleanup(tidy))) int x = 1; sink = p->a; sink = p->b + x;"
    (code,) = generated([f"void tidy(int *); {body}"])
    assert "__got_T" not in code


def test_before_a_type_has_changed_there_is_nothing_to_leave_out() -> None:
    functions = FUNCTION.format("", "sink = p->a; sink = p->b;")
    process = Imagined(HEAD.format("", "") + functions)
    assert "__got_T" not in "".join(process.text(None).units)
