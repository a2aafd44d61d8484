"""Patches that change objects with static storage."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, PatchRefused

V0 = """\
int counter = 1;
static int hidden = 2;
const int K = 10;
const int table[3] = {1, 2, 3};
const char *names[] = {"a", "b"};
int calls(void) { static int n = 100; return ++n; }
int constants(void) { return K + table[1]; }
int count(void) { return ++counter + hidden; }
"""


def test_changed_initialisers_are_kept_and_constants_replaced(session: Session) -> None:
    session.define(V0, "cell")
    session.call("count")
    session.call("calls")
    newer = V0.replace("counter = 1", "counter = 50").replace("n = 100", "n = 500")
    newer = newer.replace("K = 10", "K = 20").replace("{1, 2, 3}", "{1, 7, 3}")
    patch = session.define(newer, "cell")
    assert set(patch.difference.initialisers_kept) == {"counter", "calls::n"}
    assert set(patch.difference.constants_replaced) == {"K", "table"}
    assert patch.difference.reissued == {"constants": "uses the constant K, whose value changed"}
    assert session.eval("counter") == 2
    assert session.call("constants") == 27
    assert session.call("calls") == 102


def test_retyped_and_added(session: Session) -> None:
    session.define(V0 + "int list[3] = {7, 8, 9};", "cell")
    session.call("count")
    newer = V0.replace("int counter = 1", "long counter = 1; double added = 2.5")
    patch = session.define(newer + "long list[5] = {0};", "cell")
    assert {c.key: (c.old_type, c.new_type) for c in patch.difference.globals_changed} == {
        "counter": ("int", "long"),
        "list": ("int [3]", "long [5]"),
    }
    assert patch.difference.globals_added == ("added",)
    assert "count" in patch.difference.reissued
    assert session.eval("counter") == 2
    assert session.eval("added") == 2.5
    assert list(session.eval("list")) == [7, 8, 9, 0, 0]
    assert session.call("count") == 5


def test_static_locals_are_kept_and_retyped(session: Session) -> None:
    text = "int f(void) { static int n = 5; return BODY; }"
    session.define(text.replace("BODY", "++n"), "cell")
    session.call("f")
    session.define(text.replace("BODY", "n += 10"), "cell")
    assert session.call("f") == 16
    session.define("int f(void) { static double n = 1; return n * 2; }", "cell")
    assert session.call("f") == 32


def test_deleted(session: Session) -> None:
    session.define(V0, "cell")
    session.call("count")
    patch = session.define("int other;", "cell")
    assert set(patch.difference.globals_deleted) == {
        "counter", "hidden", "K", "table", "names", "calls::n",
    }  # fmt: skip
    with pytest.raises(CompileError, match="‘counter’ undeclared"):
        session.eval("counter")
    session.define(V0, "cell")
    assert session.eval("counter") == 1  # it begins anew


def test_deleting_a_global_that_others_use(session: Session) -> None:
    session.define("int shared = 3;", "a")
    session.define("extern int shared; int f(void) { return shared; }", "b")
    with pytest.raises(CompileError, match="b:1:41: error: undefined reference to ‘shared’"):
        session.define("int other;", "a")
    assert session.call("f") == 3


def test_global_info(session: Session) -> None:
    session.define(V0, "cell")
    found = {g.name: g for g in session.globals}
    assert str(found["table"]) == "const int table[3]  cell:4"
    assert found["names"].type == "const char *names[2]"
    assert "calls::n" in found


def test_tables_of_pointers_into_other_globals(session: Session) -> None:
    text = """
    struct item { const char *name; int *where; FIELDS };
    int first = 1, second = 2;
    struct item items[] = {{"first", &first}, {"second", &second}};
    struct item *selected = &items[1];
    int *middle = &first;
    int get(int i) { return *items[i].where + (selected == &items[1]) * 10 + *middle * 100; }
    """
    session.define(text.replace("FIELDS", ""), "cell")
    assert session.call("get", 1) == 112
    session.eval("second = 5")
    session.define(text.replace("FIELDS", "char more[40];"), "cell")
    assert session.call("get", 1) == 115


def test_thread_local_and_volatile(session: Session) -> None:
    text = "_Thread_local int t = 3; volatile int v = 4; int f(void) { return t++ + v++ + ADD; }"
    session.define(text.replace("ADD", "0"), "cell")
    session.call("f")
    session.define(text.replace("ADD", "100"), "cell")
    assert session.call("f") == 109


# ---- pointers to globals ----


@pytest.mark.parametrize(
    ("text", "change", "name"),
    [
        ("int g = 1; int *p = &g;", "long g", "g"),
        ("int a[5]; int *p; void f(void) { p = &a[2]; }", "a[9]", "a"),
        ("int a[5]; int *f(void) { return a; }", "a[9]", "a"),
        ("struct T { int x; } a[5], *p; void f(int i) { p = a + i; }", "a[9]", "a"),
        ("int *f(void) { static int n; return &n; }", "static long n", "f::n"),
        ("int a[5], *p; void keep(int *q) { p = q; } void f(void) { keep(a); }", "a[9]", "a"),
    ],
)
def test_a_global_does_not_move_away_from_pointers_to_it(
    session: Session, text: str, change: str, name: str
) -> None:
    session.define(text, "cell")
    old = {"long g": "int g", "a[9]": "a[5]", "static long n": "static int n"}[change]
    with pytest.raises(PatchRefused) as caught:
        session.define(text.replace(old, change), "cell")
    assert f"the type of {name} changes, but a pointer to it is kept at cell:1" in str(caught.value)
    assert session.version == 0


def test_constants_to_which_pointers_are_kept_stay_the_same_objects(session: Session) -> None:
    text = """
    struct T;
    struct ops { int (*get)(struct T *); int id; FIELDS };
    struct T { const struct ops *ops, *more; const char *const *names; const int *nums; int v; };
    int one(struct T *t) { return t->v; }
    int two(struct T *t) { return t->v + 1; }
    static const struct ops ops = {INIT};
    static const char *const names[] = {"a", "NAME"};
    const int nums[3] = {1, NUM, 3};
    struct T t = {&ops, 0, names, nums, 5};
    const struct ops *inner(void) { static const struct ops o = {INIT}; return &o; }
    void make(void) { t.more = inner(); }
    int use(void) { return t.ops->get(&t) * 100 + t.ops->id * 10 + t.more->id; }
    int same(void) {
        return t.ops == &ops && t.names == names && t.nums == nums && t.more == inner();
    }
    """

    def version(*values: str) -> str:
        whole = text
        for word, value in zip(("FIELDS", "INIT", "NAME", "NUM"), values, strict=True):
            whole = whole.replace(word, value)
        return whole

    steps = [
        (("", "one, 1", "n1", "11"), 511),
        (("", "two, 2", "n2", "22"), 622),
        (("int (*put)(struct T *);", "two, 3, one", "n3", "33"), 633),
        (("char pad[100]; int (*put)(struct T *);", "one, 4, {1}, two", "n4", "44"), 544),
    ]
    for number, (args, value) in enumerate(steps):
        session.define(version(*args), "cell")
        if number == 0:
            session.call("make")
        assert (session.call("use"), session.call("same")) == (value, 1)
        assert session.eval("t.names[1]") == args[2]
        assert session.eval("t.nums[1]") == int(args[3])
    assert session.eval("t.ops->put(&t)") == 6


def test_pointers_that_are_not_kept_do_no_harm(session: Session) -> None:
    text = """
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    int tab[N], used; char name[N] = "abc";
    int sum(int *v, int n) { int r = 0; for (int i = 0; i < n; i++) r += v[i]; return r; }
    int total(void) { return sum(tab, used); }
    void add(int v) { tab[used++] = v; }
    int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
    void sort(void) { qsort(tab, used, sizeof tab[0], cmp); }
    void call_it(const char *s) { snprintf(name, sizeof name, "%s", s); strcat(name, "!"); }
    int find(int k) {
        for (int *p = tab; p < tab + used; p++) if (*p == k) return p - tab;
        return -1;
    }
    """
    session.define(text.replace("N", "4"), "cell")
    for value in (3, 2, 1):
        session.call("add", value)
    session.call("call_it", "ab")
    patch = session.define(text.replace("N", "100"), "cell")
    assert {c.key for c in patch.difference.globals_changed} == {"tab", "name"}
    session.call("sort")
    assert (session.call("total"), session.call("find", 3), session.eval("name")) == (6, 2, "ab!")


def test_what_is_not_carried_over_is_told(session: Session) -> None:
    session.define('struct S { int a; } s = {4}; int n = 7; char *text = "x";', "cell")
    patch = session.define('struct R { int a; } s = {9}; char *n = "n"; int text;', "cell")
    assert set(patch.losses) == {
        "s: struct S does not carry over to struct R; it starts with its initialiser",
        "n: int does not carry over to char *; it starts with its initialiser",
        "text: char * does not carry over to int; it starts as zero",
    }
    assert (session.eval("s.a"), session.eval("n"), session.eval("text")) == (9, "n", 0)


OLD = "struct S { int a; int c; };\n"


@pytest.mark.parametrize(
    ("new", "text", "before", "after"),
    [
        ("int c; int a;", "const struct S x = {5, 6}; int get(void) { return x.a; }", 5, 6),
        ("int c; int a;", "static const struct S x[2] = {{}, {5, 6}};\n"
         "int get(void) { return x[1].a; }", 5, 6),
        ("int c; int a;", "int get(void) { static const struct S x = {5, 6}; return x.a; }", 5, 6),
        ("int c; int a;", "struct O { struct S in; }; const struct O x = {{5, 6}};\n"
         "const struct O *kept = &x; int get(void) { return kept->in.a + 10 * (kept == &x); }",
         15, 16),
        ("int c; int a; char more[200];", "static const struct S x[] = {{0}, {5, 6}};\n"
         "const struct S *kept = &x[1]; int get(void) { return kept->a + 10 * (kept == x + 1); }",
         15, 16),
        ("int c; int a;", "static const struct R { struct S in; } x[] = {{{5, 6}}};\n"
         "const struct R *kept = x; int get(void) { return kept->in.a + 10 * (kept == x); }",
         15, 16),
        ("int c; int a; char more[200];", "const struct S x[2] = {{0}, {5, 6}};\n"
         "const struct S *kept = &x[1]; int get(void) { return kept->a + 10 * (kept == x + 1); }",
         15, 16),
    ],
)  # fmt: skip
def test_constants_of_a_changed_type_are_what_their_initialisers_say_now(
    session: Session, new: str, text: str, before: int, after: int
) -> None:
    session.define(OLD + text, "cell")
    assert session.call("get") == before
    session.transform("S", "xout->a = 300;")
    session.define(OLD.replace("int a; int c;", new) + text, "cell")
    assert session.call("get") == after


def test_a_length_that_follows_a_type(session: Session) -> None:
    text = """\
typedef int word;
char room[2 * sizeof(word)], next[8] = "unhurt";
int fill(void) { for (int i = 0; i < (int)sizeof room; i++) room[i] = 'x'; return sizeof room; }
"""
    session.define(text, "cell")
    assert session.call("fill") == 8
    patch = session.define(text.replace("int word", "long word"), "cell")
    assert [change.key for change in patch.difference.globals_changed] == ["room"]
    assert session.call("fill") == 16
    assert session.eval("next") == "unhurt"


def test_an_object_that_is_to_be_aligned_is(session: Session) -> None:
    text = "char before, g[65] = {7};\nint first(void) { return before + g[0]++; }"
    session.define(text, "cell")
    assert session.call("first") == 7
    session.define(text.replace("g[65]", "g[65] __attribute__((aligned(256)))"), "cell")
    assert session.call("first") == 8
    assert session.eval("(unsigned long)&g[0] % 256") == 0


def test_a_new_initialiser_reads_an_old_constant(session: Session) -> None:
    text = """\
const int N = 10;
static const struct limits { int most, least; } limits = {20, 2};
const double list[] = {0.5, 1.5};
static int first = limits.least;
const char *name(void) { return N > limits.most ? "more" : "less"; }
"""
    session.define(text, "cell")
    session.call("name")
    newer = (
        text
        + """\
int twice = N * 2, most = limits.most;
double second = list[1];
const int *where = &N;
int f(void) { static const int inner = 3; static int own = inner + N; return own++; }
int g(void) { enum { SOME = N + 1 }; return SOME; }
"""
    )
    session.define(newer, "cell")
    found = [
        session.eval(text) for text in ("twice", "most", "second", "where == &N", "f()", "g()")
    ]
    assert found == [20, 20, 1.5, 1, 13, 11]
    session.define(newer.replace("own++", "++own"), "cell")
    assert session.call("f") == 15


def test_an_array_of_a_length_that_gcc_computes_moves_with_its_values(session: Session) -> None:
    text = """\
struct plain { char c; long l; };
char raw[sizeof(struct plain) * 2] = "as it was";
int first(void) { return raw[0]++; }
"""
    session.define(text, "cell")
    session.call("first")
    session.define(text.replace("raw[sizeof", "raw[3 + sizeof"), "cell")
    assert session.eval("sizeof raw") == 35
    assert session.eval("&raw[1]") == "s it was"
    assert session.call("first") == ord("b")


ALIGNED = """\
_Alignas(16) int one;
int two __attribute__((aligned(32)));
static _Alignas(64) int three;
const char *alignments(void)
{
    static _Alignas(16) int inner;
    static int other __attribute__((aligned(32)));
    static char text[64];
    inner = other = three = 1;
    __builtin_sprintf(text, "%d %d %d %d %d", (int)__alignof__(one), (int)__alignof__(two),
        (int)__alignof__(three), (int)__alignof__(inner), (int)__alignof__(other));
    return text;
}
int same(void) { return __builtin_strcmp(alignments(), "16 32 64 16 32") == 0; }
"""


def test_later_code_knows_the_alignment_of_an_object(session: Session) -> None:
    session.define(ALIGNED, "cell")
    assert session.call("same") == 1
    session.define(ALIGNED.replace("= 1;", "= 2;"), "cell")
    assert session.call("same") == 1


@pytest.mark.parametrize(
    ("declaration", "expression"),
    [
        ("union u { int i; double d; } x[2], v;", "x[1].i + 1"),
        ("union u { int i; double d; } x[] = {{1}, {1}};", "x[1].i"),
        ("static const union u { int i; double d; } x[2][2] = {{{1}}};", "x[0][0].i"),
        ("union u { int i; double d; } *x[2]; union u w;", "w.i + !x[0]"),
        ("enum e { A, B } x[2] = { A, B };", "B * x[1]"),
        ("enum e { A, B } *x[2];", "B * !x[1]"),
        ("struct s { char c; int i; } __attribute__((packed)) x[3], *p;", "sizeof x / 15"),
        ("union u { struct in { int i; } in; } x[2]; struct in y;", "x[1].in.i + y.i + 1"),
    ],
)
def test_arrays_of_a_fixed_type_that_their_declaration_defines(
    session: Session, declaration: str, expression: str
) -> None:
    text = f"{declaration}\nint get(void) {{ return {expression}; }}\n"
    session.define(text, "cell")
    assert (session.call("get"), session.eval(expression)) == (1, 1)
    session.define(text.replace("return", "int one = 1; return one *"), "cell")
    assert (session.call("get"), session.eval(expression)) == (1, 1)


TWO_NAMES = """\
extern int also_late __attribute__((alias("late")));
int late;
int a[4];
extern int b[4];
extern int b[4] __attribute__((alias("a")));
static struct pair { int x, y; } hidden;
extern struct pair shown __attribute__((alias("hidden")));
int off;
static int *inside = b + 2;
int f(void) { b[off] = 1; a[off] = 2; return b[off] == 2; }
int g(void) { extern int b[4]; a[off] = 1; b[off] = 2; return a[off] == 2; }
int h(void) { a[2] = 1; *inside = 2; return a[2] == 2; }
int i(void) { hidden.x = 1; shown.x = 2; return hidden.x == 2; }
int j(int way)
{
    int *one = way ? &a[0] : &late, *two = way ? &b[0] : &also_late;
    *one = 1;
    *two = 2;
    return *one == 2;
}
int k(int a) { b[off] = a; return b[off] == a && sizeof b == sizeof(int[4]); }
int all(void) { return f() && g() && h() && i() && j(0) && j(1) && k(7) && &a[off] == b; }
"""


def test_later_code_knows_that_two_names_are_of_one_object() -> None:
    with Session(cflags=["-O2"]) as session:
        session.define(TWO_NAMES, "cell")
        assert session.call("all") == 1
        session.define(TWO_NAMES.replace("return", "int true = 1; return true &&"), "cell")
        assert session.call("all") == 1
        assert session.eval("b[0] = 1, a[0] = 2, b[0]") == 2


@pytest.mark.parametrize(
    "declarations",
    [
        "static const struct opt o[] = {{1}, {2}};\nstatic struct opt m[sizeof o / sizeof *o];",
        "struct opt o[] = {{1}, {2}}, m[sizeof o / sizeof *o];",
        "struct opt *p[] = {0, 0}; struct opt o[] = {{sizeof p}, {2}}, m[sizeof o / sizeof *o];",
        'const char name[] = "x"; struct opt m[sizeof name];',
        'const char name[] = "x"; char m[sizeof name];',
        "typedef int open[]; open o = {1, 2}; int m[sizeof o / sizeof *o];",
        "int o[] = {1, 2}; enum { N = sizeof o / sizeof *o }; struct opt m[N];",
        "int o[] = {1, 2}; struct in { struct opt a[sizeof o / 4]; } in; __typeof__(in.a) m;",
        "int n[] = {[sizeof(int[2]) / 4] = 1}; int o[sizeof n / 4 - 1] = {1, 2}; __typeof__(o) m;",
        "int later(void); int (*o[])(void) = {later, 0}; struct opt m[sizeof o / sizeof *o];",
    ],
)
def test_lengths_by_the_lengths_that_initialisers_give(session: Session, declarations: str) -> None:
    text = f"""\
struct opt {{ int a; }};
{declarations}
int later(void) {{ return 0; }}
int get(void) {{ return sizeof m / sizeof *m; }}
"""
    session.define(text, "cell")
    assert (session.call("get"), session.eval("sizeof m / sizeof *m")) == (2, 2)
    patch = session.define(
        text.replace("return sizeof", "int none = 0; return none + sizeof"), "cell"
    )
    assert patch.difference.bodies_changed == ("get",)
    assert (session.call("get"), session.eval("sizeof m / sizeof *m")) == (2, 2)
    grown = text.replace("int a;", "int a, b;")
    assert session.define(grown, "cell").state in ("applied", "empty")
    assert session.call("get") == 2
