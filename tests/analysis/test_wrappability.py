"""Rules of declaration, size and conversion: one program that is refused, one near miss."""

from __future__ import annotations

import pytest
from typefacts_support import T, U, check, classes, facts

from dsu_kernel.analysis.wrappability.wrappability import analyse
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit

DECLARATIONS = [
    ("union T { int x; float f; }; union T t;", "union"),
    ("int f(void) { struct T { int x; }; struct T t = {1}; return t.x; }", "inside a function"),
    ("struct T { char c; int x; } __attribute__((packed)); struct T t;", "packed"),
    ("#pragma pack(1)\nstruct T { char c; int x; };\n#pragma pack()\nstruct T t;", "packed"),
    ("struct T { int x; } __attribute__((aligned(32))); struct T t;", "aligned"),
    ("struct T { int x __attribute__((aligned(32))); }; struct T t;", "aligned"),
    ("struct T { int n; char data[]; }; struct T *t;", "flexible"),
    ("struct T { int n; char data[0]; }; struct T *t;", "flexible"),
    ("struct T { }; struct T t;", "no members"),
    ("struct T { int x; }; _Atomic struct T t;", "_Atomic"),
    ("struct T { int x; }; volatile struct T t;", "volatile"),
    ("struct T { int x; }; int f(volatile struct T *t) { return t->x; }", "volatile"),
    ("struct T { int x; }; union V { struct T t; long l; };", "member of union V"),
    ("struct T { int x; }; struct O { struct T t; }; union V { struct O o[2]; };", "member of"),
    ("struct T { int x; }; extern struct T t; int f(void) { return t.x; }", "outside the program"),
    ("#pragma dsu fixed T\nstruct T { int x; };", "fixed by #pragma at a.c:1"),
    ("#pragma dsu fixed struct T\nstruct T { int x; };", "fixed by #pragma at a.c:1"),
    ('struct T { int x; }; struct T t __attribute__((section("mine"))) = {1};', "section"),
    ("struct T { int x; }; struct T t __attribute__((aligned(64)));", "aligned"),
    ('struct T { int x; }; struct T t __asm__("other") = {1};', "assembler name"),
    ("struct T { int x; }; _Alignas(32) struct T t;", "_Alignas"),
    ("struct T { _Alignas(32) int x; }; struct T t;", "_Alignas"),
    ("struct T { int x; }; typedef struct T A __attribute__((aligned(16)));", "aligned"),
    ("struct T { int x; }; struct O { volatile struct T t; };", "volatile"),
    ("struct T { int x; }; struct O { struct T t[3]; } __attribute__((packed));", "holds it"),
]

NEAR_DECLARATIONS = [
    "struct T { int x; union { int i; float f; } u; }; struct T t;",
    "typedef struct { int x; } T; T t;",
    "struct T { volatile int x; _Atomic int n; unsigned b : 3; }; struct T t;",
    "struct T { int x; }; _Thread_local struct T t; static struct T s[4];",
    "struct T { int x; }; extern struct T t; struct T t = {1};",
    "struct T { int x; }; const struct T t = {1};",
    "struct T { int x; } __attribute__((unused)); struct T t;",
    "struct T { int x; }; union V { struct T *t; int n; };",
    "#pragma dsu fixed O\nstruct T { int x; }; struct O { struct T t; };",
    "struct T { struct { int a, b; } in; struct { int c; }; }; struct T t;",
]


@pytest.mark.parametrize(("text", "words"), DECLARATIONS)
def test_fixed_by_declaration(text: str, words: str) -> None:
    check(text, "T", "fixed", words)


@pytest.mark.parametrize("text", NEAR_DECLARATIONS)
def test_declaration_leaves_it_free(text: str) -> None:
    check(text, "T", "free")


def test_unnamed_struct_is_fixed() -> None:
    found = facts("struct { int x; } global;")
    assert [w.reason for w in found.wrappability.values()] == ["it has no name"]


def test_declared_differently_in_two_units() -> None:
    other = "struct T { int x; long y; }; struct S { int i; };"
    found = classes("struct T { int x; }; struct S { int i; };", other)
    assert found["T"].kind == "fixed"
    assert "declares it differently" in found["T"].reason
    assert found["S"].kind == "free"


def test_defined_in_another_unit_is_defined() -> None:
    shared = "struct T { int x; };"
    assert classes(shared + "extern struct T t;", shared + "struct T t;")["T"].kind == "free"


CONVERSIONS = [
    (
        "unsigned f(char *); unsigned f(char *p) { return *p; }\n"
        "unsigned g(struct T *p) { return f((char *)p); } /*!*/",
        "converted to char * at a.c:4 ((char *)p)",
    ),
    ("int g(struct T *p) { return *(int *)p; } /*!*/", "converted to int *"),
    ("struct T *g(char *p) { return (struct T *)p; } /*!*/", "made from char *"),
    (
        "int g(struct T *p) { struct U *u = (struct U *)p; return u != 0; } /*!*/",
        "converted to struct U *",
    ),
    ("struct T *g(unsigned long n) { return (struct T *)n; } /*!*/", "made from a value of type"),
    ("struct U **g(struct T **p) { return (struct U **)p; } /*!*/", "converted to struct U *"),
    ("static struct T t; static char *g = (char *)&t; /*!*/", "converted to char *"),
    (
        "struct D { struct T base; int more; };\n"
        "int g(struct D *d) { return ((struct T *)d)->x; } /*!*/",
        "made from struct D *",
    ),
    ("int g(struct T (*p)[3]) { return *(char *)p; } /*!*/", "converted to char *"),
    (
        "int g(int n, struct T *p, char *q) { return *(n ? (char *)p : q); } /*!*/",
        "converted to char *",
    ),
]

NEAR_CONVERSIONS = [
    "unsigned long g(struct T *p) { return (unsigned long)p % 16; }",
    "struct T *g(void) { return (struct T *)0; } struct T *h(void) { return NULL; }",
    "int g(struct T *p) { return p == (struct T *)-1; }",
    "const struct T *g(struct T *p) { return (const struct T *)p; }",
    "struct T *g(const struct T *p) { return (struct T *)p; }",
    "int g(struct T a[3]) { struct T (*p)[3] = (struct T (*)[3])a; return (*p)[1].x; }",
    "int g(struct T *p) { return strchr(p->name, 'x') != 0; }",
    "int g(struct T *p) { unsigned char *c = (unsigned char *)&p->x; return *c; }",
    "long g(struct T *p, struct T *q) { return q - p; }",
    'int g(struct T *p) { return printf("%p", (void *)p); }',
]


@pytest.mark.parametrize(("text", "words"), CONVERSIONS)
def test_fixed_by_conversion(text: str, words: str) -> None:
    check(T + U + text, "T", "fixed", words)


@pytest.mark.parametrize("text", NEAR_CONVERSIONS)
def test_conversion_leaves_it_free(text: str) -> None:
    check(T + U + text, "T", "free")


def test_both_types_of_a_cast_are_fixed() -> None:
    found = classes(T + U + "int g(struct T *p) { return (int)((struct U *)p)->a; }")
    assert found["T"].kind == found["U"].kind == "fixed"
    assert "converted to struct U *" in found["T"].reason
    assert "made from struct T *" in found["U"].reason


def test_inner_type_of_an_exposed_struct_is_fixed_but_not_the_reverse() -> None:
    text = "struct In { int a; }; struct Out { struct In in; int b; };"
    exposed = classes(text + "char *g(struct Out *o) { return (char *)o; }")
    assert exposed["In"].kind == "fixed"
    inner = classes(text + "char *g(struct Out *o) { return (char *)&o->in; }")
    assert inner["In"].kind == "fixed"
    assert inner["Out"].kind != "fixed"


def test_pointers_in_a_union_may_be_confused() -> None:
    check(
        T + U + "union V { struct T *t; struct U *u; }; /*!*/",
        "T",
        "fixed",
        "share memory in union V",
    )
    check(T + "union V { struct T *t; const struct T *c; long n; };", "T", "free")


SIZES = [
    'int g(void) { return printf("%zu", sizeof(struct T)); } /*!*/',
    "unsigned long n = sizeof(struct T); /*!*/",
    "char buffer[sizeof(struct T)]; /*!*/",
    "int g(struct T *p) { return sizeof *p > 8; } /*!*/",
    "struct O { struct T t; }; int g(void) { return sizeof(struct O); } /*!*/",
    '_Static_assert(sizeof(struct T) > 4, ""); /*!*/',
    "int g(void) { return _Alignof(struct T); } /*!*/",
    "int g(void) { return offsetof(struct T, y); } /*!*/",
    "int g(void) { return __builtin_offsetof(struct T, y); } /*!*/",
    "struct T a[4]; int g(void) { return sizeof a / sizeof(int); } /*!*/",
    "unsigned long g(void) { return (unsigned long)&((struct T *)0)->y; } /*!*/",
    "struct N { char pad[64 - sizeof(struct T)]; }; /*!*/",
    "enum { SIZE = sizeof(struct T) }; /*!*/",
    "enum { AT = offsetof(struct T, y) }; /*!*/",
    "char buffer[offsetof(struct T, y)]; /*!*/",
    '_Static_assert(offsetof(struct T, y) > 4, ""); /*!*/',
    "struct N { unsigned at : offsetof(struct T, name); }; /*!*/",
    "enum { AT = (int)(unsigned long)&((struct T *)0)->y }; /*!*/",
    "char buffer[(unsigned long)&((struct T *)0)->y]; /*!*/",
    "struct N { unsigned at : (int)(unsigned long)&((struct T *)0)->next; }; /*!*/",
    "char buffer[(unsigned long)((struct T *)0)->name]; /*!*/",
    "int g(int n) { switch (n) { case sizeof(struct T): return 1; } return 0; } /*!*/",
]

NEAR_SIZES = [
    "struct T a[4]; int g(void) { return sizeof a / sizeof a[0]; }",
    "struct T a[4]; int g(void) { return (int)(sizeof(a) / sizeof(struct T)); }",
    "struct T a[4][5]; int g(void) { return sizeof a / sizeof *a + sizeof a / sizeof **a; }",
    "int g(void) { return sizeof(struct T *); }",
    "int g(struct T *p) { return sizeof p->name + sizeof p->x; }",
    "typeof(struct T) t; int g(typeof(t) *p) { return p->x; }",
    "struct T a[3 * 2]; int g(int n) { struct T v[n]; return v - v; }",
]


@pytest.mark.parametrize("text", SIZES)
def test_fixed_by_use_of_its_size(text: str) -> None:
    check(T + text, "T", "fixed", "used as a number")


@pytest.mark.parametrize("text", NEAR_SIZES)
def test_size_leaves_it_free(text: str) -> None:
    check(T + text, "T", "free")


def test_sizes_are_published() -> None:
    found = facts(
        T + "struct T a[4]; int g(void) { return sizeof a / sizeof a[0]; }\n"
        "void *h(void) { return malloc(sizeof(struct T)); }\n"
        "struct S { int i; }; int k(void) { return sizeof(struct S); }"
    )
    assert sorted(found.sizes.values()) == ["count", "count", "number", "wrapper"]


DISTANCES = [
    "int g(struct T *p) { return (unsigned long)(p + 1) - (unsigned long)p; }",
    "int g(struct T *p) { unsigned long end = (unsigned long)(p + 1); return end & 63; }",
    "struct T a[3]; unsigned long g(void) { return (unsigned long)&a[2]; }",
    "struct T a[3][2]; unsigned long g(void) { return (unsigned long)(void *)a[2]; }",
    "int g(struct T *p, struct T *q) { return (long)q - (long)p; }",
    "int g(struct T *p, long from) { from -= (long)p; return from; }",
    "long g(struct T *p) { return (long)++p; }",
    "struct O { struct T t; int y; }; long g(struct O *o) { return (long)&o->y; }",
    "struct O { struct T t; int y[2]; }; long g(struct O *o) { return (long)o->y; }",
]

NEAR_DISTANCES = [
    "unsigned long g(struct T *p) { return (unsigned long)p >> 4; }",
    "struct T t; unsigned long g(void) { return (unsigned long)&t % 64; }",
    "int g(struct T *p, struct T *q) { return (int)(q - p); }",
    "int g(struct T *p) { return (unsigned long)p == (unsigned long)(void *)0; }",
    "struct T *a[3]; unsigned long g(void) { return (unsigned long)&a[2]; }",
    "struct O { struct T *t; int y; }; long g(struct O *o) { return (long)&o->y; }",
]


@pytest.mark.parametrize("text", DISTANCES)
def test_fixed_by_distances(text: str) -> None:
    check(T + text + " /*!*/", "T", "fixed", "shows in an address")


@pytest.mark.parametrize("text", NEAR_DISTANCES)
def test_addresses_leave_it_free(text: str) -> None:
    check(T + text, "T", "free")


READ_EARLY = [
    "static const struct T t = {1}; static int x = t.x; /*!*/",
    "static const struct T t[2] = {{1}}; static char c = t[1].name[0]; /*!*/",
    "static const struct T t = {1}; int g(void) { static int x = 2 * (&t)->x; return x; } /*!*/",
    "struct O { struct T t; }; static const struct O o = {{1}}; int x = o.t.x; /*!*/",
]

NEAR_READ_EARLY = [
    "static struct T t = {1}; static int *x = &t.x;",
    "static struct T t[2] = {{1}}; static char *c = t[1].name + 2, *d = &t[0].name[1];",
    "static struct T t = {1}; int g(void) { int x = t.x; return x; }",
    "static struct T t = {1}; static int x = sizeof(t.x);",
]


@pytest.mark.parametrize("text", READ_EARLY)
def test_fixed_by_initialisers_that_read_it(text: str) -> None:
    check(T + text, "T", "fixed", "initialiser reads a member")


@pytest.mark.parametrize("text", NEAR_READ_EARLY)
def test_initialisers_leave_it_as_it_is(text: str) -> None:
    assert classes(T + text)["T"].kind != "fixed"


@pytest.mark.parametrize("tag", ["T", "S"])
def test_fixed_by_a_call_without_prototype(tag: str) -> None:
    check(
        T + "struct S { int x; }; int g();\n"
        "int h(struct T *p) { return g(*p); } /*!*/\n"
        "int g(struct S s) { return s.x; }",
        tag, "fixed", "passed as another type",
    )  # fmt: skip


INITIALISERS = [
    ("struct P { int a, b; }; struct P p[2] = {1, 2, 3, 4}; /*!*/", "P"),
    (
        "struct P { int a, b; }; struct L { struct P p, q; }; struct L l = {1, 2, {3, 4}}; /*!*/",
        "P",
    ),
    ("struct P { int a, b; }; void f(int x) { struct P p[2] = {x, x}; (void)p; } /*!*/", "P"),
]


@pytest.mark.parametrize(("text", "tag"), INITIALISERS)
def test_fixed_by_missing_braces(text: str, tag: str) -> None:
    check(text, tag, "fixed", "leaves out the braces")


@pytest.mark.parametrize(
    "text",
    [
        "struct P { int a, b; }; struct P p[2] = {{1, 2}, {3, 4}};",
        "struct P { int a, b; }; struct P p[2] = {0};",
        "struct P { int a, b; }; struct L { struct P p, q; }; struct L l = {0};",
        "struct P { int a, b; }; struct L { struct P p, q; }; struct L l = {{1, 2}, .q = {3, 4}};",
        "struct P { int a, b; }; void f(struct P o) { struct P p[2] = {o, o}; (void)p; }",
        "struct P { int a, b; }; struct P p = {1, 2};",
    ],
)
def test_initialiser_leaves_it_free(text: str) -> None:
    check(text, "P", "free")


FOREIGN = [
    ("int outside(struct T *); int g(struct T *p) { return outside(p); } /*!*/", "passed to"),
    ("struct T *outside(void); int g(void) { return outside()->x; } /*!*/", "returned by"),
    (
        "struct O { struct T *t; }; int outside(struct O *);\n"
        "int g(struct O *o) { return outside(o); } /*!*/",
        "passed to",
    ),
    ("int outside(struct T *); int (*g)(struct T *) = outside; /*!*/", "outside the program"),
    ('struct T t; void g(void) { __asm__("incl t(%rip)"); } /*!*/', "named in assembly"),
    (
        "int stat(const char *, struct T *); int g(struct T *t) { return stat(0, t); } /*!*/",
        "passed to stat",
    ),
    ('int g(struct T t) { return printf("%d", t); } /*!*/', "passed by value to printf"),
    ('void g(struct T *p) { __asm__("" : : "r"(p)); } /*!*/', "assembly"),
    ('void g(struct T *p) { __asm__("" : "+m"(*p)); } /*!*/', "assembly"),
    ("void g(struct T *p, struct T *q) { __atomic_load(p, q, 0); } /*!*/", "__atomic_load"),
]


@pytest.mark.parametrize(("text", "words"), FOREIGN)
def test_fixed_by_code_outside_the_program(text: str, words: str) -> None:
    check(T + text, "T", "fixed", words)


@pytest.mark.parametrize(
    "text",
    [
        "int outside(struct T *); int unused(void) { return 0; }",
        'void g(struct T *p) { __asm__("" : "+r"(p->x)); }',
        "void g(struct T *p) { __atomic_fetch_add(&p->x, 1, __ATOMIC_RELAXED); }",
        "struct T *head; void g(struct T *p) { __atomic_store_n(&head, p, __ATOMIC_RELEASE); }",
        "int sum(int n, ...) { va_list l; va_start(l, n); struct T t = va_arg(l, struct T);\n"
        "va_end(l); return t.x; } int g(struct T t) { return sum(1, t); }",
    ],
)
def test_code_outside_leaves_it_free(text: str) -> None:
    check(T + text, "T", "free")


def test_explain_reads_well() -> None:
    found = classes(
        T + "int f(char *); int f(char *p) { return *p; }\n"
        "int g(struct T *p) { return f((char *)p); }"
    )["T"]
    assert found.explain() == "fixed: converted to char * at a.c:3 ((char *)p)"


@pytest.mark.parametrize(
    ("one", "other", "fixed"),
    [
        ("extern struct a { int x, y; } o;", "struct b { int x, y; } o;", {"a", "b"}),
        (
            "void f(void) { extern struct a { int x; } o; o.x = 1; }",
            "struct a { int x; } o;",
            {"a"},
        ),
        ("extern int o[2];", "struct b { int x, y; } o;", {"b"}),
        ("struct a { int x; }; extern struct a *o;", "struct b { int x; } *o;", {"a", "b"}),
        ("struct a { int x; }; extern struct a o;", "struct a { int x; } o;", set()),
        ("struct a { int x; }; static struct a o;", "struct b { int x; } o;", set()),
    ],
)
def test_an_object_that_files_give_different_types(one: str, other: str, fixed: set[str]) -> None:
    units = [a_file("one.c", one), a_file("other.c", other)]
    facts = analyse(units)
    records = [definition for unit in units for definition in unit.records.values()]
    told = {getattr(d.node, "name", "") for d in records if not facts.wrapped(d.key)}
    assert told - {None, ""} == fixed


def test_what_main_returns_is_fixed() -> None:
    unit = a_file("one.c", "struct s { int a; }; struct s main(void) { return (struct s){3}; }")
    facts = analyse([unit])
    assert not any(facts.wrapped(key) for key in unit.records)


def a_file(name: str, text: str) -> TranslationUnit:
    return build_unit(preprocess(text, [], name=name), name, file_mode=True)
