import pytest
from safety_support import check, safety_of, short, unit_of

from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.analysis.safety_facts import Frame, Name

SLIDES = """struct T { int x; int y; };
void foo(int *x) {
    *x = 1;
}
void call() {
    struct T t = {1,2};
    foo(&t.x);
}
"""


def test_the_worked_example_of_the_slides():
    found = safety_of(SLIDES).restriction_sets(all_points=True)
    by_place = {
        (r.point.function, r.point.place.line, r.point.after): short(r.names)
        for r in found.values()
    }
    assert by_place == {
        ("foo", 3, False): {"T"},
        ("foo", 4, True): {"T"},
        ("call", 6, False): {"T", "foo"},
        ("call", 7, False): {"T", "foo"},
        ("call", 8, True): set(),
    }


def test_an_explanation_names_the_frame_and_the_line():
    found = safety_of(SLIDES).restriction_sets(all_points=True)
    first = next(r for r in found.values() if r.point.function == "foo")
    assert first.own == frozenset()
    (chain,) = first.callers.values()
    assert [(f.function, f.place.line) for f in chain] == [("call", 7)]


def test_the_same_with_real_points():
    check("""struct T { int x; int y; };
void foo(int *x) {
    update(); /* {T} */
    *x = 1;
    update(); /* {T} */
}
void call() {
    struct T t = {1,2};
    update(); /* {T, foo} */
    foo(&t.x);
    update(); /* {} */
}
""")


def test_callers_transitively_and_recursion():
    safety = check("""struct A { int a; }; struct B { int b; }; struct C { int c; };
int deep(struct C *c, int n) {
    update();  /* {A, B, C, deep} */
    if (n) deep(c, n - 1);
    return c->c;
}
int middle(struct B *b, struct C *c) { int r = deep(c, 3); return r + b->b; }
int main(void) {
    struct A a; struct B b; struct C c;
    middle(&b, &c);
    return a.a;
}
""")
    (restriction,) = safety.restriction_sets().values()
    chain = restriction.callers[Name("T", "struct A")]
    assert [f.function for f in chain] == ["middle", "main"]
    assert isinstance(chain[0], Frame)


def test_callers_through_function_pointers_of_a_compatible_type():
    check("""struct A { int a; }; struct B { int b; }; struct C { int c; };
void work(int n) { update(); } /* {A} */
void other(long n) { update(); } /* {B} */
void never(void) { struct C c; c.c = 1; }
void (*table[])(int) = { work };
void (*wide)(long) = other;
void run(struct A *a) { table[0](1); a->a = 1; }
void run_wide(struct B *b) { wide(1); b->b = 1; }
""")


def test_a_cast_function_pointer_may_be_called_through_any_type():
    check("""struct A { int a; };
void work(int n) { update(); } /* {A} */
typedef void (*generic)(void);
generic table[] = { (generic)work };
void run(struct A *a, void (*f)(long)) { f(1); a->a = 1; }
""")


def test_callbacks_of_libraries():
    check("""#include <stdlib.h>
#include <stdio.h>
struct A { int a; }; struct B { int b; };
int order(const void *l, const void *r) { update(); return 0; } /* {A, order} */
void sort(struct A *a, int *v) { qsort(v, 4, 4, order); a->a = 1; }
void print(struct B *b) { printf("x"); b->b = 1; }
""")


def test_exit_handlers():
    check("""#include <stdlib.h>
struct A { int a; }; struct B { int b; };
void bye(void) { update(); } /* {A, start} */
void stop(int n) { if (n) exit(1); }
void start(struct A *a) { stop(0); a->a = 1; }
int main(void) { atexit(bye); struct A a; stop(0); start(&a); return 0; }
""")


def test_a_function_kept_by_an_unknown_library_may_be_called_at_any_library_call():
    check("""#include <stdio.h>
struct A { int a; }; struct B { int b; };
typedef void callback(int);
void lib_register(callback *f); void lib_poll(void);
void cb(int n) { update(); } /* {A, cb} */
void run(struct A *a) { lib_poll(); a->a = 1; }
void print(struct B *b) { printf("x"); b->b = 1; }
void init(void) { lib_register(cb); }
""")


def test_a_signal_handler_that_reaches_a_point_makes_everything_span():
    safety = check("""#include <signal.h>
struct A { int a; };
void on_hup(int n) { update(); } /* {A, g, on_hup} */
int g;
void quiet(struct A *a) { a->a = g; }
int main(void) { signal(SIGHUP, on_hup); signal(SIGINT, SIG_IGN); return 0; }
""")
    assert safety.spans("quiet")
    (site,) = safety.sites("quiet")
    assert (site.callee, site.node, site.targets) == (None, None, {"on_hup"})


@pytest.mark.parametrize(
    "install",
    [
        "struct sigaction s = {0}; s.sa_handler = on_hup; sigaction(SIGHUP, &s, 0);",
        "struct sigaction s = { .sa_handler = on_hup }; sigaction(SIGHUP, &s, 0);",
        "struct sigaction s = {0}; void (*f)(int) = on_hup; s.sa_handler = f; sigaction(1, &s, 0);",
    ],
)
def test_handlers_installed_with_sigaction(install):
    text = """#include <signal.h>
void on_hup(int n) { dsu_update(); }
void other(int n) { }
int main(void) { void (*p)(int) = other; INSTALL return p != 0; }
"""
    assert safety_of(text.replace("INSTALL", install)).graph.anywhere


def test_a_harmless_handler_changes_nothing():
    safety = check("""#include <signal.h>
volatile int flag;
void on_hup(int n) { flag = 1; }
void command(int n) { update(); } /* {on_hup} */
void (*commands[])(int) = { command };
int main(void) {
    struct sigaction s = {0};
    s.sa_handler = on_hup;
    sigaction(SIGHUP, &s, 0);
    commands[0](1);
    return 0;
}
""")
    assert not safety.graph.anywhere
    assert not safety.spans("on_hup")


def test_threads_begin_a_stack():
    check("""#include <pthread.h>
struct A { int a; };
void *worker(void *p) { update(); return 0; } /* {} */
void run(struct A *a) { pthread_t t; pthread_create(&t, 0, worker, a); a->a = 1; }
""")


def test_a_function_that_calls_setjmp_holds_all_it_uses():
    check("""#include <setjmp.h>
struct A { int a; }; struct B { int b; };
jmp_buf env;
void work(void) { update(); } /* {A, B, env, before, work} */
void before(void) { }
void run(struct A *a, struct B *b) {
    a->a = 1;
    before();
    if (setjmp(env) == 0) work(); else b->b = 1;
}
""")


def test_the_end_of_a_scope_may_call_a_cleanup_function():
    safety = check("""struct A { int a; };
void leave(int *p) { update(); } /* {A, g, leave} */
int g;
void run(struct A *a) { __attribute__((cleanup(leave))) int guard = 1; g = guard; a->a = 1; }
""")
    (site,) = safety.sites("run")
    assert site.callee is None


def test_types_that_are_not_wrapped_are_used_by_pointer_arithmetic_and_storage():
    text = """struct F { int a; };
void see(struct F *f);
struct F *step(struct F *f) { update(); return f + 1; } /* {F} */
void local(void) { struct F f; see(&f); update(); } /* {F} */
"""
    check(text, fixed=("F",))
    check(text.replace("{F}", "{}"))


def test_blocking_library_calls_are_points_and_hold_what_they_are_given():
    check(
        """#include <unistd.h>
struct T { int n; char buf[8]; };
int get(int fd, struct T *t) {
    return read(fd, t->buf, 8); /* {T} */
}
int whole(int fd, struct T *t) {
    return read(fd, t, 8); /* {T} */
}
int idle(void) {
    return read(0, 0, 0); /* {} */
}
""",
        blocking={"read"},
    )


def test_static_functions_of_two_units_are_told_apart():
    text = '#include "dsu.h"\nstatic void f(void) { update(); }\nvoid a(void) { f(); }'
    one = unit_of(text, "1.c", file_mode=True)
    two = unit_of("static void f(void) { }\nvoid b(void) { f(); }", "2.c", file_mode=True)
    safety = Safety((one, two))
    assert safety.spans("a")
    assert safety.spans("f@1.c")
    assert not safety.spans("b")


def test_no_points_no_restrictions():
    safety = safety_of("int main(void) { return 0; }")
    assert safety.restriction_sets() == {}
    assert safety.points("main") == ()
    with pytest.raises(KeyError):
        safety.points("nothing")


HANDLERS = """#include <signal.h>
struct T { int x; }; struct U { int x; }; struct V { int x; };
struct T t; struct U u; struct V v;
void deep(void) { t.x++; }
void on_signal(int n) { (void)n; deep(); }
void other(void) { u.x++; }
int main(void) { signal(SIGUSR1, on_signal); v.x++; other(); return 0; }
"""


@pytest.mark.parametrize("jump", ["siglongjmp(back, 1)", "leave()"])
def test_a_handler_that_jumps_out_may_leave_any_object_half_converted(jump: str) -> None:
    text = HANDLERS.replace(
        "#include <signal.h>",
        "#include <signal.h>\n#include <setjmp.h>\nsigjmp_buf back;"
        "void leave(void) { longjmp(back, 1); }",
    )
    assert short(safety_of(text).used_in_handlers) == {"T"}
    found = safety_of(text.replace("deep();", f"deep(); {jump};"))
    assert short(found.used_in_handlers) == {"T", "U", "V"}


def test_the_types_that_signal_handlers_may_use():
    assert short(safety_of(HANDLERS).used_in_handlers) == {"T"}
    through_pointer = HANDLERS.replace("deep();", "hook();").replace(
        "void on_", "void (*hook)(void) = deep;\nvoid on_"
    )
    assert short(safety_of(through_pointer).used_in_handlers) == {"T"}
    assert not safety_of(HANDLERS.replace("on_signal);", "SIG_IGN);")).used_in_handlers
    # exit() as a handler runs what nobody handed to signal().
    runs_others = HANDLERS.replace(
        "#include <signal.h>", "#include <signal.h>\n#include <stdlib.h>"
    )
    found = safety_of(runs_others.replace("v.x++;", "v.x++; signal(SIGTERM, exit);"))
    assert short(found.used_in_handlers) == {"T", "U", "V"}


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("t->x = 1;", ""),
        ("memset(t, 0, sizeof *t);", ""),
        ("lib(t);", "L"),  # nobody knows what it stores
        ("t->p = &other;", "other"),
        ("t->p = &t->x;", "L, T"),
        ("store(&t->p, &t->x);", "L, T"),
        ("store(&t->p, &other);", "other"),
        ("hook(&t->p, &t->x);", "L, T"),
        ("int *q = &t->x; memcpy(&t->p, &q, sizeof q);", "L, T"),
        ("int *q = &u.x; memcpy(&t->p, &q, sizeof q);", "L, T, U, u"),
        ("__atomic_store_n(&t->p, &u.x, 0);", "L, T, U, u"),
    ],
)
def test_what_a_function_was_given_is_held_after_the_call_if_it_may_be_stored(body, held):
    check(f"""struct T {{ int x; int *p; }};
struct L {{ struct T t; }};
int other;
struct U {{ int x; }} u;
void *memset(void *, int, unsigned long);
void *memcpy(void *, const void *, unsigned long);
void lib(struct T *);
void store(int **where, int *what) {{ *where = what; }}
void (*hook)(int **, int *) = store;
void init(struct T *t) {{ {body} }}
void step(struct L *l) {{
    update(); /* {{{held}}} */
}}
void run() {{
    struct L l;
    init(&l.t);
    update(); /* {{{held} step}} */
    step(&l);
}}
""")
