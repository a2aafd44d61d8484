"""Typed calls and C expressions: values in and out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import ArgumentError, DsuError

PROGRAM = r"""
#include <stdio.h>
#include <string.h>
enum E { A, B };
struct Q { short s; _Bool flag; unsigned bits : 3; };
struct P { int x; char name[8]; double d; struct Q q; int list[3]; struct P *next; };
struct P gp = {1, "abc", 2.5, {-3, 1, 5}, {7, 8, 9}, 0}, *head = &gp;
int big[1000];
int i(int a) { return a; }
unsigned char uc(unsigned char a) { return a; }
double d(double x) { return x * 2; }
float fl(float x) { return x; }
int len(const char *s) { return s ? (int)strlen(s) : -1; }
char *up(char *s) { s[0] = 'X'; return s; }
long long ll(long long x) { return x; }
unsigned long long ull(unsigned long long x) { return x; }
_Bool no(_Bool x) { return !x; }
enum E e(enum E x) { return x; }
struct P p(struct P v) { v.x++; return v; }
int sum(int *a, int n) { int r = 0; for (int k = 0; k < n; k++) r += a[k]; return r; }
void v(void) {}
char c(char x) { return x; }
void *vp(void *x) { return x; }
struct P *pp(struct P *x) { return x; }
long double ld(long double x) { return x; }
int (*fp(void))(int) { return i; }
"""


@pytest.fixture(scope="module")
def s() -> Iterator[Session]:
    with Session() as session:
        session.define(PROGRAM, "cell")
        yield session


@pytest.mark.parametrize(
    ("function", "args", "value"),
    [
        ("i", (-5,), -5),
        ("i", (True,), 1),
        ("uc", (255,), 255),
        ("d", (1,), 2.0),
        ("d", (math.inf,), math.inf),
        ("fl", (0.5,), 0.5),
        ("ld", (1.5,), 1.5),
        ("len", ("abc",), 3),
        ("len", ("hé",), 3),
        ("len", (b"a\0b",), 1),
        ("len", (None,), -1),
        ("len", ("\udcff",), 1),
        ("len", ("x" * 100_000,), 100_000),
        ("up", ("abc",), "Xbc"),
        ("ll", (-(2**63),), -(2**63)),
        ("ull", (2**64 - 1,), 2**64 - 1),
        ("no", (False,), 1),
        ("e", ("B",), 1),
        ("e", (0,), 0),
        ("sum", ([1, 2, 3], 3), 6),
        ("sum", ([], 0), 0),
        ("v", (), None),
        ("c", ("z",), ord("z")),
    ],
)
def test_calls(s: Session, function: str, args: tuple[object, ...], value: object) -> None:
    assert s.call(function, *args) == value


@pytest.mark.parametrize(
    ("function", "args", "words"),
    [
        ("i", (2**31,), "2147483648 does not fit in int (argument 1 of int i(int))"),
        ("i", ("x",), "str ('x') is not"),
        ("i", (1.5,), "float (1.5) is not"),
        ("i", (None,), "NoneType (None) is not"),
        ("i", (), "i takes 1 argument, 0 given: int i(int)"),
        ("i", (1, 2), "i takes 1 argument, 2 given"),
        ("uc", (-1,), "-1 does not fit in unsigned char"),
        ("ull", (2**64,), "does not fit in unsigned long long"),
        ("ll", (10**30,), "does not fit in long long"),
        ("no", (2,), "does not fit in _Bool"),
        ("e", ("C",), "str ('C') is not"),
        ("d", ("1",), "str ('1') is not"),
        ("len", (5,), "int (5) is not"),
        ("p", ([1],), "list ([1]) is not"),
        ("p", ({"nope": 1},), "struct P has no member nope"),
        ("p", ({"x": "s"},), "str ('s') is not"),
        ("sum", ([1, "x"], 2), "str ('x') is not"),
        ("vp", (object(),), "object"),
    ],
)
def test_arguments_that_do_not_fit(
    s: Session, function: str, args: tuple[object, ...], words: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        s.call(function, *args)
    assert words in str(caught.value)


@pytest.mark.parametrize(("text", "words"), [("i(1, 2)", "many"), ("1 + i()", "few")])
def test_arguments_that_no_prototype_takes(s: Session, text: str, words: str) -> None:
    with pytest.raises(DsuError, match=rf"expression:1:\d: error: too {words} arguments to .*‘i’"):
        s.eval(text)


def test_without_a_prototype_c_lets_pass_whatever_is_given() -> None:
    with Session() as session:
        session.define("int early(a) int a; { return a; }", "a")
        assert session.eval("early(6, 7)") == 6


def test_functions_that_are_not_the_programs(s: Session) -> None:
    with pytest.raises(DsuError, match="the program has no function printf; it has"):
        s.call("printf", "x")


def test_structs_by_value(s: Session) -> None:
    value = s.call("p", {"x": 1, "name": "hi", "d": 0.5, "q": {"s": 4}, "list": [1, 2]})
    assert (value.x, value.name, value.d, value["q"].s) == (2, "hi", 0.5, 4)
    assert list(value.list) == [1, 2, 0]
    again = s.call("p", value)
    assert (again.x, again.name) == (3, "hi")


def test_values_read_well(s: Session) -> None:
    shown = (
        '{x = 1, name = "abc", d = 2.5, q = {s = -3, flag = 1, bits = 5}, list = {7, 8, 9}, '
        "next = (struct P *) NULL}"
    )
    assert repr(s.eval("gp")) == shown
    assert repr(s.eval("*head")) == shown
    assert repr(s.eval("e(B)")) == "B"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("head->q.bits", 5),
        ("gp.name", "abc"),
        ("head->list[2] + i(3)", 12),
        ("({ short old = gp.q.s, new; gp.q.s = -9; new = gp.q.s; gp.q.s = old; new; })", -9),
        ("sizeof(int)", 4),
        ("-1u", 2**32 - 1),
        ("1ull << 63", 2**63),
        ("(unsigned char)200", 200),
        ("1.0f / 3", pytest.approx(1 / 3)),
        ("'a'", 97),
        ('"text"', "text"),
        ("({ int z = 4; z * 2; })", 8),
        ("fp()(4)", 4),
        ("i(1)\n + i(2)", 3),
        ("3 // three", 3),
        ("gp.x;", 1),
        ("EOF", -1),
        ("v()", None),
        ("1, 2", 2),
        ("(struct Q){4}.s", 4),
        ("gp = gp, gp.x", 1),
    ],
)
def test_expressions(s: Session, expression: str, value: object) -> None:
    assert s.eval(expression) == value


def test_pointers_go_out_and_in_again(s: Session) -> None:
    pointer = s.eval("&gp")
    assert pointer.type == "struct P *"
    assert s.call("pp", pointer) == pointer
    assert not s.call("pp", None)


def test_long_arrays_are_shown_in_part(s: Session) -> None:
    value = s.eval("big")
    assert value.total == 1000
    assert len(value) == 256
    assert repr(value).endswith("0, ... 744 more}")


def test_evaluations_see_the_newest_version() -> None:
    with Session() as session:
        session.define("struct S { int a; }; struct S v = {1}; int f(void) { return 1; }", "c")
        assert session.eval("v.a + f()") == 2
        session.define(
            "struct S { char b; long a; }; struct S v = {1}; int f(void) { return 5; }", "c"
        )
        assert session.eval("v.a + f()") == 6
        assert session.eval("v.b") == 0


def test_lists_are_copied_into_memory_that_the_program_may_keep() -> None:
    with Session() as session:
        text = (
            "struct S { int a; FIELDS }; int *numbers; struct S *structs;"
            "void keep(int *n, struct S *s) { numbers = n; structs = s; }"
            "int deep(int n) { volatile char b[500]; b[0] = n; return n ? deep(n - 1) + b[0] : 0; }"
        )
        session.define(text.replace("FIELDS", ""), "cell")
        session.call("keep", [1, 2, 3], [{"a": 5}, {"a": 6}])
        session.call("deep", 100)
        assert session.eval("numbers[2] * 10 + structs[1].a") == 36
        session.define(text.replace("FIELDS", "char pad[80];"), "cell")
        assert session.eval("structs[1].a") == 6
        session.call("keep", [7], [{"a": 8, "pad": "x"}, {"a": 9}])
        session.call("deep", 100)
        assert session.eval("numbers[0] * 10 + structs[1].a") == 79
