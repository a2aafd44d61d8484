"""Patches that change struct types, with objects everywhere."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import PatchRefused

# Each step is the whole list of fields of struct T; a is in all of them.
STEPS = [
    "int a; int b; int c;",
    "int b; int a; int c;",
    "long a; char b; int c;",
    "double c; int a;",
    "int a; int b; char name[100];",
    "int a;",
    "int a; struct P { int q; } p; char name[200];",
    "char name[500]; int b; int a;",
    "int a; int b;",
]

EVERYWHERE = """
#include <stdlib.h>
struct T { FIELDS };
struct N { struct T inner; struct T arr[3]; struct N *next; };
struct T one = {.a = 1}, several[4] = {{.a = 10}, {.a = 11}, {.a = 12}, {.a = 13}};
struct N nested = {.inner = {.a = 20}, .arr = {{.a = 21}, {.a = 22}, {.a = 23}}};
struct T *heap, *array;
struct N *nodes;
void make(void) {
    heap = malloc(sizeof *heap);
    heap->a = 5;
    array = malloc(3 * sizeof(struct T));
    nodes = calloc(3, sizeof *nodes);
    for (int i = 0; i < 3; i++) {
        array[i].a = 50 + i;
        nodes[i].inner.a = 100 + i;
        for (int k = 0; k < 3; k++) nodes[i].arr[k].a = 200 + 10 * i + k;
    }
}
int sum(void) {
    int r = one.a + heap->a + nested.inner.a;
    for (int i = 0; i < 4; i++) r += several[i].a;
    for (int i = 0; i < 3; i++) {
        r += array[i].a + nested.arr[i].a + nodes[i].inner.a;
        for (int k = 0; k < 3; k++) r += nodes[i].arr[k].a;
    }
    return r;
}
void grow(int n) {
    array = realloc(array, n * sizeof *array);
    for (int i = 3; i < n; i++) array[i].a = 50 + i;
}
int last(int n) { return array[n - 1].a; }
struct T copy(struct T t) { t.a++; return t; }
int local(int v) {
    struct T t = {.a = v}, u = t, arr[2] = {t, u};
    struct T *p = &arr[1];
    arr[0] = copy(*p);
    return t.a + u.a + arr[0].a + p->a;
}
int few(void) {
    several[1] = several[2];
    several[1].a--;
    return local(7) == 29 && copy(nodes[2].arr[1]).a == 222 && several[3].a == 13;
}
int all(int n, int total) {
    if (!few() || sum() != total) return 0;
    grow(n);
    several[0] = one;
    several[0].a = 10;
    return last(n) == 50 + n - 1;
}
"""


def text(fields: str) -> str:
    return EVERYWHERE.replace("FIELDS", fields)


@pytest.mark.parametrize("slop", [None, 64])
def test_a_chain_of_changes_everywhere(slop: int | None) -> None:
    """Some objects are used after each step, some skip versions; values stay."""
    with Session(slop=slop) as s:
        s.define(text("int a; int b;"), "cell")
        s.call("make")
        total = s.call("sum")
        for number, fields in enumerate(STEPS):
            patch = s.define(text(fields), "cell")
            assert patch.state == "applied"
            assert [c.name for c in patch.difference.types_changed] == ["struct T"]
            if number % 3 == 1:
                assert s.call("all", 10 + number, total) == 1
            elif number % 3 == 2:
                assert s.call("few") == 1
        assert s.call("sum") == total
        (found,) = [t for t in s.types if t.name == "struct T"]
        assert found.wrappability == "free"
        assert found.versions == len(STEPS) + 1
        assert found.converted > 0


def test_old_objects_reached_only_through_old_pointers(session: Session) -> None:
    source = """
    #include <stdlib.h>
    struct node { int value; FIELDS struct node *next; };
    struct node *head; void *stash;
    void push(int v) {
        struct node *n = malloc(sizeof *n);
        n->value = v; n->next = head; head = n;
    }
    int sum(void) {
        int r = 0;
        for (struct node *n = head; n; n = n->next) r += n->value;
        return r;
    }
    int from_stash(void) { struct node *n = stash; return n->value; }
    """
    session.define(source.replace("FIELDS", ""), "cell")
    for i in range(5):
        session.call("push", i)
    session.eval("stash = head")
    session.define(source.replace("FIELDS", "long x;"), "cell")
    assert session.call("sum") == 10
    session.call("push", 100)
    session.define(source.replace("FIELDS", "char pad[64]; int more;"), "cell")
    session.define(source.replace("FIELDS", "int more; char pad[128];"), "cell")
    session.call("push", 1000)
    assert session.call("from_stash") == 4
    assert session.call("sum") == 1110
    assert session.eval("head->next->next->value") == 4
    value = session.eval("*head")
    assert (value.value, value.more, value.pad) == (1000, 0, "")


def test_values_in_and_out_of_functions(session: Session) -> None:
    source = """
    struct P { int x; int y; FIELDS };
    struct P g;
    struct P make(int x, int y) { struct P p = {.x = x, .y = y}; return p; }
    struct P add(struct P a, struct P b) { return (struct P){.x = a.x + b.x, .y = a.y + b.y}; }
    int len(struct P p) { return p.x * p.x + p.y * p.y; }
    int all(void) {
        g = add(make(1, 2), make(3, 4));
        struct P c = g;
        return len(c) + len(add(g, c)) + add(c, c).x;
    }
    """
    session.define(source.replace("FIELDS", ""), "cell")
    for fields in ("int z;", "char pad[100];", "", "double d; long q[20];"):
        session.define(source.replace("FIELDS", fields), "cell")
        assert session.call("all") == 268
        assert session.call("len", {"x": 3, "y": 4}) == 25
        value = session.call("make", 3, 4)
        assert (value.x, value.y) == (3, 4)
        assert session.call("len", value) == 25
        assert session.eval("g.x") == 4


def test_int_becomes_pointer_and_back(session: Session) -> None:
    session.define("struct T { int x; int y; };\nstruct T t = {1, 2};", "cell")
    patch = session.define("struct T { int *x; int y; };\nstruct T t;", "cell")
    (change,) = patch.difference.types_changed
    assert change.notes == ("x: int does not carry over to int *; it starts as zero",)
    value = session.eval("t")
    assert (value.x.address, value.y) == (0, 2)
    session.define("struct T { int x; int y; };\nstruct T t;", "cell")
    value = session.eval("t")
    assert (value.x, value.y) == (0, 2)


def test_arithmetic_conversions_of_fields(session: Session) -> None:
    session.define(
        "struct T { int i; double d; unsigned char c; unsigned f : 3; char s[8]; };"
        'struct T t = {-5, 2.75, 200, 5, "abcdefg"};',
        "cell",
    )
    session.define(
        "struct T { double i; int d; int c; unsigned f : 5; char s[4]; };struct T t;", "cell"
    )
    value = session.eval("t")
    assert (value.i, value.d, value.c, value.f, value.s) == (-5.0, 2, 200, 5, "abcd")


def test_enumerators_go_by_name(session: Session) -> None:
    source = """
    enum E { ENUMERATORS };
    struct T { enum E e; int k; };
    struct T t = {B, 3};
    enum E one = C, three[3] = {A, B, C};
    int right(void) {
        return t.e == B && one == C && three[0] == A && three[1] == B && three[2] == C;
    }
    """
    session.define(source.replace("ENUMERATORS", "A, B, C"), "cell")
    assert session.call("right") == 1
    for enumerators in ("Z, A, B, C", "C, B, A", "A = 10, B = 5, C"):
        session.define(source.replace("ENUMERATORS", enumerators), "cell")
        assert session.call("right") == 1
        assert repr(session.eval("t")) == "{e = B, k = 3}"


def test_an_enumerator_of_an_unchanged_struct_goes_by_name_later(session: Session) -> None:
    text = """\
enum e { A = 2, B = 3ENUMERATORS };
struct holder { long first; enum e e; } h;
int get(void) { return h.e; }
"""
    session.define(text.replace("ENUMERATORS", ""), "cell")
    session.eval("h.first")
    # The struct stays the same when C comes, but its value has a name then.
    newer = text + "void put(void) { h.e = C; }\n"
    session.define(newer.replace("ENUMERATORS", ", C = 0"), "cell")
    session.call("put")
    session.define(newer.replace("ENUMERATORS", ", C = 7"), "cell")
    assert session.call("get") == 7


def test_a_million_objects_are_not_walked(session: Session) -> None:
    source = """
    #include <stdlib.h>
    struct T { int a; int b; FIELDS };
    struct T **all;
    void make(int n) {
        all = malloc(n * sizeof *all);
        for (int i = 0; i < n; i++) {
            all[i] = malloc(sizeof(struct T));
            all[i]->a = i; all[i]->b = 1;
        }
    }
    long sum(int n) { long r = 0; for (int i = 0; i < n; i++) r += all[i]->b; return r; }
    """
    session.define(source.replace("FIELDS", ""), "cell")
    session.call("make", 1_000_000)
    patch = session.define(source.replace("FIELDS", "int c;"), "cell")
    assert patch.report is not None
    assert patch.report.pause_ns < 5_000_000
    assert session.types[0].converted == 0
    assert session.eval("all[77]->a") == 77
    assert session.types[0].converted == 1
    assert session.call("sum", 1_000_000) == 1_000_000
    assert session.types[0].converted == 1_000_000


def test_type_info_reads_well() -> None:
    with Session(slop=16) as s:
        s.define("struct T { int a; }; struct T t;", "cell")
        (found,) = s.types
        assert str(found) == "struct T  free, 28 bytes, slop 20, v0, 0 converted"
        s.define("struct T { int a; int b; }; struct T t;", "cell")
        s.eval("t")
        (found,) = s.types
        assert (found.size, found.slop, found.versions, found.converted) == (28, 16, 2, 1)


def test_types_of_headers_stay_untouched(session: Session) -> None:
    session.define(
        "#include <sys/epoll.h>\n#include <time.h>\n"
        "int size(void) { return sizeof(struct epoll_event); }\n"
        "struct mine { struct tm when; int n; };\n"
        "struct mine m = {.when = {.tm_year = 99}};",
        "cell",
    )
    assert session.call("size") == 12
    assert [t.name for t in session.types] == ["struct mine"]
    session.define(
        "#include <sys/epoll.h>\n#include <time.h>\n"
        "struct mine { int n; struct tm when; };\nstruct mine m;",
        "cell",
    )
    assert session.eval("m.when.tm_year") == 99


UNIONS = """
struct S {
    int n;
    FIELDS
    union { int i; double d; struct { char p, q; short r; }; char c[8]; MORE };
};
struct S s = {1, .i = 7}, t = {2, .d = 1.5}, u = {3, .c = "abcdefg"}, v = {4, .p = 1, .q = 2};
int right(void) {
    return s.n == 1 && s.i == 7 && t.d == 1.5 && u.c[6] == 'g' && v.p == 1 && v.q == 2;
}
"""


def test_anonymous_unions_keep_whatever_they_hold(session: Session) -> None:
    for fields, more in (("", ""), ("int more;", ""), ("", "long double ld; char big[40];")):
        session.define(UNIONS.replace("FIELDS", fields).replace("MORE", more), "cell")
        assert session.call("right") == 1


def test_a_union_that_changes_otherwise_is_told(session: Session) -> None:
    text = "struct S { int n; union { int i; double d; }; }; struct S s = {1, {7}};"
    session.define(text, "cell")
    patch = session.define(text.replace("double d", "float d"), "cell")
    assert patch.losses == (
        "struct S.i: of the union that it begins only i carries over to the new one",
    )
    assert session.eval("s.i") == 7


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        (
            'struct T { int m[2][3]; char n[2][4]; } t = {{{1, 2, 3}, {4, 5, 6}}, {"ab", "cd"}};',
            "struct T { char n[3][6]; long m[3][4]; } t;",
            "t.m[1][2] == 6 && t.n[1][1] == 'd' && t.m[2][0] == 0",
        ),
        (
            'struct T { const int k; int a; const char *const n; } t = {5, 6, "x"};',
            'struct T { int a; const int k; const char *const n; int z; } t = {1, 2, "y"};',
            "t.k == 5 && t.a == 6 && *t.n == 'x'",
        ),
        (
            "struct A { int x; }; struct B { struct A a, v[2]; } b = {{1}, {{2}, {3}}};",
            "struct A { int x; }; struct B { int k; struct A v[3]; struct A a; } b;",
            "b.a.x == 1 && b.v[1].x == 3 && b.v[2].x == 0",
        ),
        (
            "struct A { int x; } m[2][2] = {{{1}, {2}}, {{3}, {4}}}, *p = &m[1][0];",
            "struct A { char c[50]; int x; } m[2][2], *p;",
            "p->x == 3 && m[1][1].x == 4 && p == &m[1][0]",
        ),
        (
            "struct T { long double d; __int128 q; int a; } t = {1.5L, 7, 3};",
            "struct T { int a; __int128 q; long double d; char pad[100]; } t;",
            "t.a == 3 && t.q == 7 && t.d == 1.5L && (unsigned long)&t % 16 == 0",
        ),
    ],
)
def test_fields_of_all_kinds_move(session: Session, first: str, second: str, right: str) -> None:
    session.define(first, "cell")
    session.define(second, "cell")
    assert session.eval(right) == 1


PINNED = "struct B { FIELDS } b = {.x = 1, .y = 2}; int *alias; void leak(void) { alias = &b.y; }"


def test_a_pinned_type_may_only_grow_in_place() -> None:
    with Session(slop=16) as s:
        s.define(PINNED.replace("FIELDS", "int x; int y;"), "cell")
        s.call("leak")
        (found,) = s.types
        assert found.wrappability == "pinned"
        assert found.reason == "a pointer to its member y is kept at cell:1 (&b.y)"
        s.define(PINNED.replace("FIELDS", "int x; int y; int z;"), "cell")
        assert s.eval("b.z = 9, *alias = 5, b.y") == 5
        for fields, words in (
            ("int z; int x; int y;", "struct B.y is pinned"),
            ("int x; float y;", "struct B.y is pinned"),
            ("int x; int y; char pad[100];", "its new version does not fit in place"),
        ):
            with pytest.raises(PatchRefused) as caught:
                s.define(PINNED.replace("FIELDS", fields), "cell")
            assert words in str(caught.value)
            assert "cell:1" in str(caught.value)
        assert (s.version, s.eval("*alias"), s.eval("b.z")) == (1, 5, 9)


def test_a_copy_of_data_from_elsewhere_lands_where_pointers_expect_it(session: Session) -> None:
    text = """
    struct T { FIELDS };
    struct T now = {.x = 1, .y = 2}, spare = {.x = 3, .y = 4};
    int look(struct T *p) { return p->x * 10 + p->y; }
    int both(void) { return look(&now) + look(&spare); }
    int copied(void) { int *inside = &now.x; now = spare; ++*inside; return look(&now); }
    """
    session.define(text.replace("FIELDS", "int x; int y;"), "cell")
    session.define(text.replace("FIELDS", "long before[9]; int x; int y;"), "cell")
    assert session.call("both") == 46
    session.define(text.replace("FIELDS", "short y; int x;"), "cell")
    assert session.call("copied") == 44


FREES = """
#include <malloc.h>
#include <stdlib.h>
struct T {{ int a; {} }};
struct O {{ struct T t; int k; }};
void rid(struct T *p) {{ free(p); }}
void rid_of_owner(struct O *p) {{ free(p); }}
void many(int n)
{{
    for (int i = 0; i < n; i++) {{
        struct T *p = malloc(sizeof *p);
        struct O *o = malloc(sizeof *o);
        p->a = o->t.a = i;
        rid(p);
        rid_of_owner(o);
    }}
}}
int used(void) {{ return mallinfo2().uordblks; }}
"""


def test_who_only_frees_objects_gives_back_what_they_have_elsewhere(session: Session) -> None:
    session.define(FREES.format(""), "cell")
    session.call("many", 10)
    patch = session.define(FREES.format("char away[100];"), "cell")
    assert patch.difference.reissued["rid"] == "frees objects of struct T, which changed"
    assert "rid_of_owner" in patch.difference.reissued
    session.call("many", 10)
    before = session.call("used")
    session.call("many", 1000)
    assert session.call("used") - before < 1000 * 100


ASKS = """
struct T {{ {} x; char buf[{}]; }} g = {{1}};
typedef typeof(g.x) X;
static const int length = sizeof g.buf;
int plain(struct T *p) {{ typeof(p->x) y = 5; return sizeof y + sizeof(p->x); }}
int generic(struct T *p) {{ return _Generic(p->x, int: 1, long: 2, default: 3); }}
int array(void) {{ char local[sizeof(((struct T *)0)->buf)]; return sizeof local; }}
int named(void) {{ X many[3]; return sizeof many; }}
X moved(X v) {{ return v + length; }}
"""


def test_what_is_asked_of_the_types_of_fields_follows_them(session: Session) -> None:
    session.define(ASKS.format("int", 8), "cell")
    asked = ("plain(&g)", "generic(&g)", "array()", "named()", "moved(g.x)")
    assert [session.eval(text) for text in asked] == [8, 1, 8, 12, 9]
    session.define(ASKS.format("long", 32), "cell")
    assert [session.eval(text) for text in asked] == [16, 2, 32, 24, 33]
