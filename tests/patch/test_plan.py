"""Plans: what is compiled anew and why, what old code must not be using, what cannot be."""

from __future__ import annotations

import pytest
from planning import Imagined, Texts, names, refused

from dsu_kernel.errors import CompileError
from dsu_kernel.patch.plan import Plan


def patched(old: Texts, new: Texts) -> tuple[Imagined, Plan]:
    process = Imagined(old)
    return process, process.go(new)


# ---- what is compiled anew ----

REISSUED = {
    "type": (
        "struct T { int a; }; int f(struct T *t) { return t->a; } "
        "int h(struct T *t) { return !t; }",
        "struct T { int b; int a; }; int f(struct T *t) { return t->a; }"
        " int h(struct T *t) { return !t; }",
        {"f": "uses struct T, which changed"},
    ),
    "global": (
        "int n; int f(void) { return n; } int h(void) { return 1; }",
        "long n; int f(void) { return n; } int h(void) { return 1; }",
        {"f": "uses n, whose type changed"},
    ),
    "static local": (
        "int f(void) { static int n; return n++; }",
        "int f(void) { static long n; return n++; }",
        {},  # its body changed
    ),
    "constant": (
        "const int N = 3; int f(void) { return N; } int h(void) { return 1; }",
        "const int N = 4; int f(void) { return N; } int h(void) { return 1; }",
        {"f": "uses the constant N, whose value changed"},
    ),
    "prototype": (
        "int g(int a) { return a; } int f(int a) { return g(a); }",
        "int g(long a) { return a; } int f(int a) { return g(a); }",
        {"f": "calls g, whose prototype changed"},
    ),
    "direct call": (
        "int g(int a) { return a; } int f(int a) { return g(a); } int h(int a) { return f(a); }",
        "int g(int a) { return a + 1; } int f(int a) { return g(a); } "
        "int h(int a) { return f(a); }",
        {"f": "calls g directly"},  # f is no leaf: h calls it through its slot
    ),
    "only call": (
        "int sum(int); static int g(int a) { return sum(a); } int sum(int a) { return a; } "
        "int f(int a) { return g(a); } int h(int a) { return f(a); }",
        "int sum(int); static int g(int a) { return sum(a) + 1; } int sum(int a) { return a; } "
        "int f(int a) { return g(a); } int h(int a) { return f(a); }",
        {"f": "calls g directly"},  # g is no leaf, but static and called in one place
    ),
    "call through a slot": (
        "#pragma dsu indirect g\nint g(int a) { return a; } int f(int a) { return g(a); }",
        "#pragma dsu indirect g\nint g(int a) { return a + 1; } int f(int a) { return g(a); }",
        {},
    ),
    "update point in a callee": (
        "#include <dsu.h>\nint g(int a) { return a; } int f(int a) { return g(a); }",
        "#include <dsu.h>\nint g(int a) { update(); return a; } int f(int a) { return g(a); }",
        {"f": "an update may now happen at other moments of it"},
    ),
    "deleted callee of an indirect call": (
        "int one(void) { return 1; } int (*p)(void) = one; int f(void) { return p(); }",
        "int one(void) { return 1; } int (*p)(void); int f(void) { return p(); }",
        {},  # the initialiser of p is kept as it is
    ),
}


@pytest.mark.parametrize("name", REISSUED)
def test_reissued(name: str) -> None:
    old, new, reasons = REISSUED[name]
    _, plan = patched(old, new)
    assert plan.difference.reissued == reasons
    assert plan.module is not None
    assert plan.module.issue == plan.difference.issued >= set(reasons)


def test_what_an_argument_points_into_is_held_by_the_callers_of_a_point() -> None:
    text = (
        "#include <dsu.h>\nstruct T {{ int a; }}; void foo(int *x) {{ {} }}"
        " void call(struct T *t) {{ foo(&t->a); }}"
    )
    _, plan = patched(text.format("*x = 1;"), text.format("*x = 1; update();"))
    assert plan.difference.reissued == {"call": "an update may now happen at other moments of it"}


def test_nothing_changed() -> None:
    process = Imagined("int f(void) { return 1; }")
    plan = process.plan("int f(void) { /* one */ return 1; }")
    assert plan.module is None
    assert plan.difference.empty


def test_a_state_transformer_alone_is_a_patch() -> None:
    process = Imagined("int n; int f(void) { return n; }")
    plan = process.plan("int n; int f(void) { return n; }", state="n = 5;")
    assert plan.module is not None
    assert plan.module.state is not None
    assert not plan.module.issue


# ---- the image after a patch ----


def test_the_image_remembers() -> None:
    process = Imagined(
        "int n = 1; int m; int g(void) { return n; } int f(void) { return g() + m; }"
    )
    before = process.now.image
    process.go("long n = 1; int m; int g(void) { return n; } int f(void) { return g() + m; }")
    after = process.now.image
    assert {key: code.version for key, code in after.functions.items()} == {"g": 1, "f": 1}
    assert after.globals["n"].symbol == "__dsu_g_n.1"
    assert after.globals["m"] == before.globals["m"]
    assert before.ids.items() <= after.ids.items()
    assert after.direct == {("f", "g")}


def test_a_global_that_comes_back_begins_anew() -> None:
    process = Imagined("int n = 1; int m;")
    process.go("int m;")
    plan = process.go("int n = 5; int m;")
    assert plan.difference.globals_added == ("n",)
    assert process.now.image.globals["n"].incarnation == 1


def test_numbers_of_names_are_never_used_again() -> None:
    process = Imagined("int f(void) { return 1; }")
    used = dict(process.now.image.ids)
    process.go("int h(void) { return 1; }")
    assert process.now.image.ids["F", "h"] not in used.values()


# ---- what old code must not be using ----

CHANGED = {
    "body": ("int f(void) { return 1; }", "int f(void) { return 2; }", set()),
    "prototype": ("int f(int a) { return 1; }", "int f(long a) { return 1; }", {"f"}),
    "deleted function": ("int f(void) { return 1; } int n;", "int n;", {"f"}),
    "added function": ("int n;", "int n; int f(void) { return n; }", set()),
    "retyped global": ("int n;", "char n;", {"n"}),
    "deleted global": ("int n; int m;", "int m;", set()),
    "initialiser": ("int n = 1;", "int n = 2;", set()),
    "constant": ("const int n = 1;", "const int n = 2;", set()),
    "type": (
        "struct T { int a; }; struct T t;",
        "struct T { char a; }; struct T t;",
        {"struct T"},
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_changed_names(name: str) -> None:
    old, new, changed = CHANGED[name]
    process, plan = patched(old, new)
    assert names(process.now, plan) == changed


# ---- refusals ----


def test_asm_at_file_scope() -> None:
    process = Imagined("int n;")
    text = refused(process.plan('int n; asm(".globl there; there:");'))
    assert "asm at file scope can only come with the first version (a:1" in text


def test_the_prototype_of_a_function_whose_address_was_taken() -> None:
    process = Imagined("int f(int a) { return a; }\nint (*kept)(int) = f;")
    process.go("int f(int a) { return a; }\nint (*kept)(int);")
    # The pointer may still be there though the text does not show it any more.
    text = refused(process.plan("int f(long a) { return a; }\nint (*kept)(int);"))
    assert "the prototype of f changes, but its address was taken at a:2" in text
    assert "give the function with the new prototype a new name" in text


def test_a_static_local_of_a_type_that_only_the_function_knows() -> None:
    text = "int f(void) {{ struct S {{ int a; }}; static struct S s; return s.a++ + {}; }}"
    process = Imagined(text.format(0))
    assert not process.plan(text.format(0)).refusals
    said = refused(process.plan(text.format(1)))
    assert (
        "f has the static local s of a type that only f knows, so its value cannot be kept" in said
    )


def test_a_fixed_type_keeps_its_alignment() -> None:
    text = "struct T {{ int a; }} __attribute__((aligned({}))); struct T t[2];"
    said = refused(Imagined(text.format(8)).plan(text.format(32)))
    assert "struct T is fixed: it is declared aligned" in said


def test_a_typedef_that_aligns_a_member_fixes_its_type() -> None:
    text = "typedef int t {}; struct T {{ char c; t a; }}; struct T one;"
    said = refused(Imagined(text.format("")).plan(text.format("__attribute__((aligned(2)))")))
    assert "its member a is declared aligned" in said


def test_a_static_local_whose_type_comes_to_file_scope() -> None:
    inside = "int f(void) { struct S { int a; }; static struct S s; return s.a++; }"
    outside = "struct S { int a; }; int f(void) { static struct S s; return s.a++; }"
    said = refused(Imagined(inside).plan(outside))
    assert "the static local s which only f knew until now, so its value cannot be kept" in said
    assert "give it a new name to let it begin anew" in said
    assert not Imagined(inside).plan(outside.replace("S s", "S t").replace("s.a", "t.a")).refusals
    said = refused(Imagined(outside).plan(inside))
    assert "f has the static local s of a type that only f knows" in said


def test_a_constant_that_only_its_function_knows() -> None:
    text = (
        "int one(void) { return 1; }\n"
        "int f(void) { static const struct { int (*f)(void); } t[] = {{one}}; return t[0].f(); }"
    )
    plan = Imagined(text).plan(text.replace("one", "other"))
    assert not plan.refusals
    assert plan.difference.bodies_changed == ("f",)


def test_what_a_deleted_function_with_a_pointer_to_it_uses() -> None:
    text = "struct T {{ {} }}; struct T one; {} int (*kept)(void){};"
    f = "int f(void) { return one.a; }"
    process = Imagined(text.format("int a;", f, " = f"))
    process.go(text.format("int a;", "", ""))
    said = refused(process.plan(text.format("long a;", "", "")))
    assert "f was deleted, but a pointer to it was taken at a:1" in said
    assert "it uses struct T, which changes; keep f in the program" in said
    # What it does not use may change.
    process.go(text.format("int a;", "int g(void) { return 1; }", ""))


def test_what_a_deleted_function_reaches_by_direct_calls() -> None:
    text = "struct T {{ {} }}; struct T one; int g(void) {{ return one.a; }} {} int (*kept)(void);"
    f = "int f(void) { return g() + 1; } int (*kept)(void) = f;"
    process = Imagined(text.format("int a;", f))
    assert ("f", "g") in process.now.image.direct
    process.go(text.format("int a;", ""))
    # f calls the g that it was compiled with, which looks inside T without a check.
    said = refused(process.plan(text.format("long a;", "")))
    assert "f was deleted" in said
    assert "it uses struct T" in said


def test_deleting_a_function_together_with_what_it_uses() -> None:
    text = "struct T {{ {} }}; struct T one; {} int (*kept)(void){};"
    process = Imagined(text.format("int a;", "int f(void) { return one.a; }", " = f"))
    assert "f was deleted" in refused(process.plan(text.format("long a;", "", "")))


def test_what_a_deleted_function_finds_in_constant_tables() -> None:
    """Table, type and handler change all at once; the old body still has the old table."""
    table = (
        "struct row{0} {{ int (*run)({1}); }}; int f({1} x) {{ return (int)x; }}"
        " static const struct row{0} table{0}[] = {{{{ f }}}}; int (*kept)(void){2};"
        " int other(void) {{ return table{0}[0].run(1); }} "
    )
    g = "int g(void) { return table0[0].run(2); }"
    process = Imagined("int g(void);" + table.format(0, "int", " = g") + g)
    assert "f" not in process.now.image.taken
    process.go(table.format(0, "int", ""))
    said = refused(process.plan(table.format(1, "double", "")))
    assert "g was deleted, but a pointer to it was taken" in said
    assert "it uses f, which changes" in said


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "union U { int i; float f; };",
            "union U { long i; float f; };",
            "union U is fixed: it is a union",
        ),
        (
            "struct P { char c; int i; } __attribute__((packed)); struct P p;",
            "struct P { char c; long i; } __attribute__((packed)); struct P p;",
            "struct P is fixed: it is declared packed",
        ),
        (
            "#pragma dsu fixed T\nstruct T { int a; };",
            "#pragma dsu fixed T\nstruct T { long a; };",
            "struct T is fixed: fixed by #pragma at a:1",
        ),
    ],
)
def test_fixed_types_keep_their_definition(old: str, new: str, reason: str) -> None:
    process = Imagined(old)
    plan = process.plan(new)
    assert reason in refused(plan)
    assert plan.refusals[0].help == "restart the program to change it"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("_Thread_local int n;", "_Thread_local long n;"),
        ("__thread int n;", "int n;"),
        ("int n;", "_Thread_local int n;"),
        (
            "int f(void) { static _Thread_local int n; return n++; }",
            "int f(void) { static _Thread_local long n; return n++; }",
        ),
    ],
)
def test_thread_local_objects_keep_their_type(old: str, new: str) -> None:
    assert "each thread has a value of its own" in refused(Imagined(old).plan(new))


def test_a_global_to_which_pointers_are_kept_does_not_move() -> None:
    process = Imagined("int n; int *kept = &n;")
    process.go("int n; int *kept;")
    said = refused(process.plan("long n; int *kept;"))
    assert "a pointer to it is kept at a:1 (&n) and would still point to the old n" in said


def test_what_the_new_text_uses_but_does_not_define() -> None:
    process = Imagined("int n; int g(void) { return n; } int f(void) { return g(); }")
    with pytest.raises(CompileError, match="a:2:22: error: undefined reference to ‘g’: this") as e:
        process.plan("int n; int g(void);\nint f(void) { return g() + n; }")
    assert "int f(void) { return g() + n; }\n      |                      ^" in str(e.value)


# ---- moments ----


def test_moments_tell_where_a_patch_can_be_applied() -> None:
    text = (
        "#include <dsu.h>\nstruct T {{ {} }};\nvoid foo(int *x) {{ *x = 1; update(); }}\n"
        "void call(void) {{\n    struct T t = {{1, 2}};\n    foo(&t.x);\n    update();\n}}\n"
    )
    process = Imagined(text.format("int x; int y;"))
    plan = process.plan(text.format("long x; int y;").replace("*x)", "*x)"))
    assert [str(moment) for moment in plan.moments] == [
        "a:3 in foo: later because of struct T through call (a:6:5)",
        "a:7 in call: now",
    ]


# ---- units ----


def test_files_have_scopes_of_their_own() -> None:
    one = "struct T { int a; }; static struct T t; static int f(void) { return t.a; }"
    two = "static int f(void) { return 2; }"
    process = Imagined({"x.c": one, "y.c": two})
    plan = process.go({"x.c": one, "y.c": two.replace("2", "3")})
    assert plan.difference.bodies_changed == ("f@y.c",)
    (written,) = process.text(plan).units
    assert "f_v1" in written
    assert "struct __T0" not in written
