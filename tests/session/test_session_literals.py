"""Compound literals of types that have changed: what they leave out is as new as the rest."""

from __future__ import annotations

import pytest

from dsu_kernel import Session

TYPES = """
struct In {{ int a; {more} }};
struct Two {{ struct In one; struct In many[3]; }};
struct S {{ int n; struct In inner; struct In arr[2]; struct Two two; struct Two twos[2]; }};
struct S g;
struct Row {{ int *number; struct In *in; struct In own; }};
struct Row row;
"""
SUM = """
int sum(struct S s)
{
    int t = s.inner.b + s.two.one.b;
    for (int j = 0; j < 3; j++)
        t += s.two.many[j].b;
    for (int i = 0; i < 2; i++) {
        t += s.arr[i].b + s.twos[i].one.b;
        for (int j = 0; j < 3; j++)
            t += s.twos[i].many[j].b;
    }
    return t;
}
"""
INSIDE = {
    "sum((struct S){.n = 1})": 0,
    "sum((struct S){0})": 0,
    "sum(*&(struct S){5, .arr[1] = {7}})": 0,
    "(&(struct S){5, .arr[1] = {7}})->arr[1].a": 7,
    "sum(g = (struct S){.twos[1].many[2].b = 3, .two = {{4}}}) * 10 + g.two.one.a": 34,
    "(struct In[3]){[1] = {4}}[2].b + (struct In[3]){[1].a = 4}[1].a": 4,
    "sum((struct S){0, {1, 2}, {{3, 4}}, {{5, 6}, {{7, 8}, {9, 10}}}})": 30,
    "sum((struct S){.arr[0 ... 1] = {1, 2}, .arr[1].a = 5}) * 10": 40,
}
ROWS = """
struct Row table[] = {
    {(int[]){1, 2}, &(struct In){1, 2}, {3, 4}}, {&(int){6}, (struct In[2]){{6, 7}, {8}}, {}},
};
struct In *last = &(struct In){.b = 3};
struct In *these = (struct In[4]){[2] = {9}};
int numbers(void) { return table[0].number[1] * 10 + *table[1].number; }
int rows(void) { return table[0].in->b * 100 + table[1].in[1].b * 10 + table[1].own.b; }
int lone(void) { return last->b * 100 + these[3].b * 10 + these[2].a; }
"""

changed = pytest.mark.parametrize(
    ("slop", "more"), [(None, "int b;"), (None, "int b; char away[100];"), (128, "int b, c[9];")]
)


@changed
def test_what_a_literal_leaves_out_is_no_old_object(slop: int | None, more: str) -> None:
    functions = "".join(f"int f{i}(void) {{ return {text}; }}\n" for i, text in enumerate(INSIDE))
    with Session(slop=slop) as session:
        session.define(TYPES.format(more=""), "cell")
        session.transform("In", "xout->b = 7;")
        session.define(TYPES.format(more=more) + SUM + functions, "cell")
        assert session.eval("g.inner.b") == 7
        assert [session.call(f"f{i}") for i in range(len(INSIDE))] == list(INSIDE.values())


@changed
def test_a_literal_at_file_scope_lives_as_long_as_the_program(slop: int | None, more: str) -> None:
    with Session(slop=slop) as session:
        session.define(TYPES.format(more=""), "cell")
        session.transform("In", "xout->b = 7;")
        session.define(TYPES.format(more=more) + ROWS, "cell")
        assert session.eval("row.own.b") == 7
        for _ in range(2):
            assert [session.call(name) for name in ("numbers", "rows", "lone")] == [26, 200, 309]


def test_members_that_a_new_object_leaves_out_are_new(session: Session) -> None:
    """Nor does a transformer run over them where the objects are filled at their birth."""
    old = "struct inner { int n; }; struct inner first;\n"
    session.define(old, "cell")
    session.eval("first.n = 5")
    session.transform("inner", "xout->n = 1;")
    grown = old.replace("{ int n; }", "{ long more[4]; int n; }")
    session.define(grown, "cell")
    assert session.eval("first.n") == 1
    session.define(
        grown + "struct outer { int k; struct inner in[2]; };\n"
        "struct outer one = {.in = {{}}}, many[2] = {{0}}, bare;\n"
        "int sum(struct outer *o) { return o->in[0].n + o->in[1].n; }\n"
        "int local(void) { struct outer o = {1}; static struct outer s = {2};"
        " return sum(&o) + sum(&s); }\n"
        "int jumped(int x) { switch (x) { struct outer o; case 1: o = (struct outer){.k = 1};"
        " return sum(&o); } return 0; }\n",
        "cell",
    )
    for asked in ("sum(&one)", "sum(many)", "sum(many + 1)", "sum(&bare)", "local()", "jumped(1)"):
        assert (asked, session.eval(asked)) == (asked, 0)
