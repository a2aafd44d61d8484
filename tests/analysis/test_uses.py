import pytest
from safety_support import safety_of, short, unit_of

from dsu_kernel.analysis.safety.restriction import Safety

TYPES = """#include <stddef.h>
#include <stdlib.h>
#include <stdarg.h>
struct T { int x; int y; struct T *next; };
struct In { int i; };
struct Out { int first; struct In in; struct { int deep; }; };
struct U2 { struct In *p; };
union U { int i; struct In in; };
typedef struct { int a; } Anon;
void callee(struct T *t);
struct T make(void);
int counter;
struct T shared;
"""


def uses_of(body, *, fixed=(), concrete_only=True, head="void f(struct T *t, struct Out *o)"):
    safety = safety_of(TYPES + f"{head} {{ {body} }}\n", fixed=fixed)
    return short(use.name for use in safety.uses("f", concrete_only=concrete_only))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("t->x = 1;", {"T"}),
        ("(*t).x = 1;", {"T"}),
        ("int *p = &t->x;", {"T"}),
        ("struct T *u = t; u = 0; if (u == t) u = u;", set()),
        ("t = t + 1; t++; t -= 2; t = &t[3];", set()),
        ("long n = t - t;", set()),
        ("t[1].x = 1;", {"T"}),
        ("*t;", {"T"}),
        ("*t = *t;", {"T"}),
        ("struct T u;", {"T"}),
        ("struct T u[4];", {"T"}),
        ("struct T *u[4];", set()),
        ("int n = sizeof(struct T);", {"T"}),
        ("int n = sizeof *t;", {"T"}),
        ("int n = sizeof t;", set()),
        ("int n = _Alignof(struct T);", {"T"}),
        ("int n = offsetof(struct T, y);", {"T"}),
        ("t = malloc(64);", {"T"}),
        ("t = (struct T *)malloc(64);", {"T"}),
        ("struct T *u = calloc(2, 32);", {"T"}),
        ("callee(malloc(64));", {"T", "callee"}),
        ("void *v = malloc(64); t = v;", set()),
        ("t = (struct T){ 1, 2 }.next;", {"T"}),
        ("callee(&(struct T){ 1, 2 });", {"T", "callee"}),
        ("make();", {"T", "make"}),
        ("o->in.i = 1;", {"Out", "In"}),
        ("struct In *i = &o->in;", {"Out"}),
        ("o->first = 1;", {"Out"}),
        ("struct Out u;", {"Out", "In", "Out.0", "anon"}),
        ("struct U2 u;", {"U2"}),
        ("union U u;", {"union U", "In"}),
        ("union U *u = 0; u->i = 1;", {"union U"}),
        ("Anon a; a.a = 1;", {"Anon"}),
        ("callee(t);", {"callee"}),
        ("void (*p)(struct T *) = callee;", {"callee"}),
        ("counter++;", {"counter"}),
        ("int n = sizeof counter;", {"counter"}),
        ("shared.x = 1;", {"shared", "T"}),
        ("callee(&shared);", {"shared", "callee"}),
        ("extern int elsewhere; elsewhere = 1;", {"elsewhere"}),
        ("static int own; own = 1;", {"f::own"}),
        ("static struct T own;", set()),
        ("struct Local { int l; } v; v.l = 1;", {"Local@f#1"}),
        ("*(int *)t = 1;", {"T"}),
        ("void *v = (void *)t;", set()),
        ("unsigned long n = (unsigned long)t;", set()),
        ("struct In *i = (struct In *)t;", {"T"}),
        ("return; t->x = 1;", {"T"}),
        ("int a[sizeof(struct T)];", {"T"}),
        ("int n = ({ t->x; });", {"T"}),
        ("typeof(t->x) n = 0;", None),
        ("abort();", set()),
        ("extern void *stdin_like; stdin_like = 0;", {"stdin_like"}),
    ],
)
def test_concrete_uses(body, expected):
    found = uses_of(body)
    if expected is not None:
        assert {n for n in found if not n.startswith("Out.") and "anon" not in n} == {
            n for n in expected if n not in {"Out.0", "anon"}
        }


@pytest.mark.parametrize(
    "body", ["t = t + 1;", "t++;", "t -= 2;", "t = &t[3];", "long n = t - t;", "t = &1[t];"]
)
def test_pointer_arithmetic_uses_types_that_are_not_wrapped(body):
    assert uses_of(body) == set()
    assert uses_of(body, fixed=("T",)) == {"T"}
    assert uses_of(body, concrete_only=False) == {"T"}


def test_containment_counts_when_the_inner_type_is_not_wrapped():
    assert "In" not in uses_of("o->first = 1;")
    assert "In" in uses_of("o->first = 1;", fixed=("In",))
    assert "In" in uses_of("o->first = 1;", concrete_only=False)


def test_a_member_around_a_first_member_is_no_use_of_the_member():
    text = "struct B { int b; }; struct D { struct B base; int d; };\n"
    up = safety_of(text + "struct B *f(struct D *d) { return (struct B *)d; }")
    down = safety_of(text + "struct D *f(struct B *b) { return (struct D *)b; }")
    assert short(u.name for u in up.uses("f")) == {"D"}
    assert short(u.name for u in down.uses("f")) == set()


def test_signatures_count():
    assert uses_of("", head="void f(struct T t, struct Out *o)") == {"T"}
    assert uses_of("return shared;", head="struct T f(void)") == {"T", "shared"}
    assert uses_of("return malloc(8);", head="struct T *f(void)") == {"T"}


def test_values_from_variable_arguments():
    body = "va_list ap; va_start(ap, n); va_arg(ap, struct T); va_end(ap);"
    assert uses_of(body, head="void f(int n, ...)") == {"T"}


def test_places_are_the_first_ones_and_reasons_are_told():
    safety = safety_of("""struct T { int x; };
int g;
void f(struct T *t) {
    g = 1;
    t->x = g;
    t->x = 2;
}
""")
    found = {(str(u.name), u.place.line): u.why for u in safety.uses("f")}
    assert found == {("g", 4): "refers to g", ("struct T", 5): "looks inside struct T"}


def test_names_with_internal_linkage_are_those_of_their_unit():
    unit = unit_of(
        "static int g; static void h(void) {}\nvoid f(void) { g = 1; h(); }", file_mode=True
    )
    assert short(u.name for u in Safety((unit,)).uses("f")) == {"g@t.c", "h@t.c"}


def test_the_systems_types_and_names_do_not_count():
    safety = safety_of("""#include <stdio.h>
#include <time.h>
void f(void) { struct tm t = {0}; t.tm_year = 1; fputs("x", stdout); }
""")
    assert safety.uses("f") == ()
