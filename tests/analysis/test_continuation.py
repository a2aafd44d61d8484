from flow_oracle import Machine, Renderer, statements
from hypothesis import HealthCheck, given, settings
from pycparser import c_ast
from safety_support import check, plain_unit, safety_of, short

from dsu_kernel.analysis.safety.restriction import Safety


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(statements)
def test_random_functions_hold_what_some_path_still_uses(program):
    text = Renderer(program).text()
    safety = safety_of(text)
    held = {p.place.line: short(p.held) for p in safety.points("run")}
    for site in safety.sites("run"):
        held[site.place.line] = short(site.held)
    required = Machine(program).required()
    missing = {n: names - held.get(n, set()) for n, names in required.items()}
    assert not any(missing.values()), (text, missing)
    if "q = &" not in text.replace("q = &dummy", ""):
        exact = {n: held[n] for n in required}
        assert exact == required, text


TYPES = "".join(f"struct {t} {{ int x; int a[4]; char *s; struct {t} *next; }};\n" for t in "TUV")


def expect(body, expected, head="void f(struct T *t, struct U *u, int n)", more=""):
    """Check the names held by the one point or call of ``stop`` in a function."""
    before = "void stop(void) { update(); }\nint ask(int *p) { update(); return 1; }\n"
    before += "int *keep(int *p) { update(); return 0; }\nvoid sink(int a, int b);\nint g, h;\n"
    safety = safety_of(f"{TYPES}{before}{more}{head} {{ {body} }}\n")
    found = [short(site.held) for site in safety.sites("f")]
    found += [short(point.held) for point in safety.points("f")]
    assert found == [set(names.split()) for names in expected]


def test_what_comes_before_a_point_is_not_held():
    expect("t->x = 1; update(); u->x = 1;", ["U"])


def test_branches_join():
    expect("update(); if (n) t->x = 1; else u->x = 1;", ["T U"])
    expect("if (n) { update(); t->x = 1; } else u->x = 1;", ["T"])


def test_a_loop_comes_back_to_its_beginning():
    expect("while (n) { t->x = 1; update(); u->x = 1; }", ["T U"])
    expect("for (;; n = g) { t->x = 1; update(); break; }", [""])
    expect("do { t->x = 1; update(); } while (0); u->x = 1;", ["U"])
    expect("for (;;) { update(); t->x = 1; } u->x = 1;", ["T"])


def test_switch_falls_through_until_a_break():
    expect("switch (n) { case 1: update(); case 2: t->x = 1; break; default: u->x = 1; }", ["T"])


def test_dead_ends():
    expect("if (n) { update(); return; } t->x = 1;", [""])
    expect("update(); __builtin_trap(); t->x = 1;", [""])


def test_computed_goto_reaches_every_label():
    expect(
        "static void *l[] = { &&a, &&b }; update(); goto *l[n]; a: t->x = 1; return; b: u->x = 1;",
        ["f::l T U"],
    )


def test_the_call_itself_is_not_held_but_other_parts_of_the_expression_are():
    expect("ask(0);", [""])
    expect("g = ask(0);", ["g"])
    expect("g = t->x + ask(0) * u->x;", ["g T U"])
    expect("sink(ask(0), t->x);", ["sink T"])
    expect("t->x = ask(0);", ["T"])
    expect("n = ask(&n) && t->x;", ["T"])
    expect("n = t->x && ask(0);", [""])
    expect("n = t->x, ask(0), u->x;", ["U"])
    expect("n = ask(0) ? t->x : u->x;", ["T U"])
    expect("n = t->x ? ask(0) : u->x;", [""])
    expect("n = ask(0) ?: t->x;", ["T"])
    expect("n = ask((g = 1, 0)) + ({ int k = h; k; });", ["h"])
    expect("sink(ask(0), ask(0));", ["sink ask", "sink ask"])


def test_a_birth_follows_its_initialiser():
    expect("struct T v = { ask(0) };", ["T"])


def test_interior_pointers_are_held_during_the_call():
    for argument in (
        "&t->x",
        "t->a",
        "&t->a[2]",
        "t->a + 1",
        "&(*t).x",
        "n ? &t->x : 0",
        "(int *)t",
        "(n = 1, &t->x)",
        "({ &t->x; })",
        "(int *)(long)&t->x",
    ):
        expect(f"ask({argument});", ["T"])
    for argument in ("0", "&n", "(int *)t->s", "(void *)t", "(int *)(&t->x - u->a)"):
        expect(f"ask({argument});", [""])


def test_the_address_of_a_global_is_held_during_the_call():
    expect("ask(&g);", ["g"])


def test_an_interior_pointer_in_a_variable_is_held_while_the_variable_lives():
    expect("int *q = &t->x; stop(); *q = 1;", ["T"])
    expect("int *q = &t->x; *q = 1; stop();", [""])
    expect("int *q = &t->x; int *r = q; stop(); r++;", ["T"])
    expect("int *q = &t->x; stop(); q = &n; *q = 1;", [""])
    expect(
        "int *q; if (n) q = &t->x; else q = &u->x; stop(); return *q;",
        ["T U"],
        head="int f(struct T *t, struct U *u, int n)",
    )
    expect("int *q = &t->x; for (;;) { stop(); if (*q) break; }", ["stop T"])


def test_an_interior_pointer_in_a_struct_or_array():
    more = "struct H { int *p; };\n"
    expect("struct H q; q.p = &t->x; stop(); n = *q.p;", ["T H"], more=more)
    expect("int *q[2]; q[n] = t->a; stop(); n = *q[0];", ["T"])
    expect("int *q[2] = { t->a, &g }; stop(); n = *q[0];", ["T g"])


def test_a_variable_whose_address_is_taken_holds_to_the_end_of_its_scope():
    expect("int *q = &t->x; int **r = &q; stop();", ["T"])
    expect("{ int *q = &t->x; int **r = &q; r = 0; } stop();", [""])
    expect("stop(); int *q = &t->x; int **r = &q;", ["T"])


def test_a_store_through_the_address_of_a_variable():
    expect("int *q = 0; int **r = &q; *r = &t->x; stop(); n = *q;", ["T"])
    expect(
        "int *q; put(&q, t); stop(); n = *q;",
        ["T"],
        more="void put(int **o, struct T *t) { *o = &t->x; }\n",
    )
    expect(
        "int *q; put(&q, &t->x); stop(); n = *q;",
        ["T"],
        more="void put(int **o, int *p) { *o = p; }\n",
    )
    expect("int **p = &(int *){ 0 }; *p = &t->x; stop(); n = **p;", ["T"])


def test_a_function_that_returns_an_interior_pointer():
    expect(
        "int *q = inside(t); stop(); n = *q;",
        ["T"],
        more="int *inside(struct T *t) { return &t->x; }\n",
    )
    expect(
        "int *q = same(&t->x); stop(); n = *q;", ["T"], more="int *same(int *p) { return p + 1; }\n"
    )
    expect("int *q = same(&t->x); stop(); n = *q;", [""], more="int *same(int *p) { return 0; }\n")
    expect("int *q = first(&n); stop(); n = *q;", [""], more="int *first(int *p) { return p; }\n")
    expect(
        "struct T *q = next(t); stop(); next(q);",
        ["next"],
        more="struct T *next(struct T *t) { return t->next; }\n",
    )
    expect(
        "int *q = pick(1, &t->x); stop(); n = *q;",
        ["T"],
        more="int *pick(int n, ...) { __builtin_va_list l; __builtin_va_start(l, n);"
        " return __builtin_va_arg(l, int *); }\n",
    )


def test_library_functions_that_return_what_they_were_given_or_not():
    text = """#include <string.h>
struct T { char name[8]; };
void f(struct T *t) { char *p = strchr(t->name, '/'); update(); *p = 0; } /* {T} */
void g(struct T *t) { char *p = strdup(t->name); update(); *p = 0; } /* {} */
"""
    check(text)
    check("""#include <stdlib.h>
struct T { char name[8]; };
long f(struct T *t) {
    char *end;
    strtol(t->name, &end, 10);
    update(); /* {T} */
    return *end;
}
""")


def test_a_function_pointer_in_a_variable_holds_the_prototype():
    expect("void (*p)(void) = stop; update(); p();", ["", "stop"])


def test_a_nested_member_holds_all_that_is_around_it():
    more = "struct O { struct T t; };\n"
    expect("ask(&o->t.x);", ["O T"], head="void f(struct O *o)", more=more)
    expect(
        "take(&o->t);",
        ["O"],
        head="void f(struct O *o)",
        more=more + "void take(struct T *t) { update(); }\n",
    )


def test_by_value_copies_are_used_later():
    expect("struct T c = *t; stop(); u->x = c.x;", ["T U"])
    expect("struct T c = *t; stop();", [""])


def test_a_function_that_never_returns_keeps_its_prototype():
    expect(
        "die(); t->x = 1;",
        ["die"],
        more="__attribute__((noreturn)) void die(void) { for (;;) update(); }\n",
    )


def test_suspended_stacks_hold_all_they_use():
    check("""#include <ucontext.h>
struct T { int x; };
ucontext_t here, there;
void task(struct T *t) { swapcontext(&there, &here); t->x = 1; }
int main(void) { update(); return 0; } /* {T, here, there} */
""")


def test_an_extracted_loop_ends_with_the_iteration_but_its_variables_live_on():
    unit = plain_unit(
        TYPES
        + """int g, h;
void f(struct T *t, struct U *u) {
    int *q = &g;
    while (1) { t->x = 1; update(); u->x = 2; h += *q; }
    t->next = 0;
}
"""
    )
    body = unit.functions["f"].node.body
    loops = [item for item in body.block_items if isinstance(item, c_ast.While)]
    wrapped = set(unit.records)
    (plain,) = Safety((unit,), wrapped=wrapped).points("f")
    (cut,) = Safety((unit,), wrapped=wrapped, extracted=loops).points("f")
    assert short(plain.held) == {"T", "U", "g", "h"}
    assert short(cut.held) == {"U", "g", "h"}


def test_the_fingerprint_follows_what_others_do():
    text = "struct T { int x; };\nvoid h(void) { %s }\nvoid f(struct T *t) { h(); t->x = 1; }\n"
    quiet, loud = safety_of(text % ""), safety_of(text % "update();")
    assert quiet.fingerprint("f") != loud.fingerprint("f")
    assert loud.fingerprint("f") == safety_of("\n" + text % "update();").fingerprint("f")
