"""What changed between two versions, by meaning."""

from __future__ import annotations

import pytest
from planning import Texts, unit_of, version_of

from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.patch.difference import (
    FunctionChanges,
    GlobalChanges,
    changed_functions,
    changed_globals,
    changed_types,
    field_texts,
    file_scope_asm,
)


def functions(old: Texts, new: Texts) -> FunctionChanges:
    before, after = version_of(old), version_of(new, 1)
    forms = {id(u): Canonicaliser(v) for v in (before, after) for u in v.units}
    return changed_functions(before, after, lambda f, unit: forms[id(unit)].function(f, unit))


def globals_(old: Texts, new: Texts) -> GlobalChanges:
    before, after = version_of(old), version_of(new, 1)
    forms = {id(u): Canonicaliser(v) for v in (before, after) for u in v.units}
    return changed_globals(before, after, lambda s, unit: forms[id(unit)].initialiser(s, unit))


# ---- functions ----


def test_functions_by_what_happened_to_them() -> None:
    found = functions(
        "int kept(void) { return 1; } int body(void) { return 1; } int shape(int a) { return a; }"
        " int gone(void) { return 1; }",
        "int kept(void) { return 1; } int body(void) { return 2; } int shape(long a) { return a; }"
        " int come(void) { return 1; }",
    )
    assert found == FunctionChanges(["come"], ["gone"], ["body"], ["shape"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("void f(int a) {}", "void f(long a) {}"),
        ("void f(int a) {}", "int f(int a) { return 0; }"),
        ("void f(int a) {}", "void f(int a, ...) {}"),
        ("void f(int a) {}", "void f(int a, int b) {}"),
        ("void f() {}", "void f(void) {}"),
        ("void f(int *a) {}", "void f(const int *a) {}"),
        ("enum e { A, B }; void f(enum e a) {}", "enum e { B, A }; void f(enum e a) {}"),
        ("typedef int t; void f(t a) {}", "typedef char t; void f(t a) {}"),
    ],
)
def test_prototype(old: str, new: str) -> None:
    found = functions(old, new)
    assert (found.prototypes, found.bodies) == (["f"], [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("void f(int a) {}", "typedef int t; void f(t a) {}"),
        ("void f(int a[3]) {}", "void f(int *a) {}"),
        ("void f(struct T *a) {}", "struct T { int x; }; void f(struct T *a) {}"),
        (
            "struct T { int x; }; void f(struct T a) {}",
            "struct T { long x; }; void f(struct T a) {}",
        ),
        ("enum e { A, B }; void f(enum e a) {}", "enum e { A, B, C }; void f(enum e a) {}"),
    ],
)
def test_same_prototype(old: str, new: str) -> None:
    assert functions(old, new).prototypes == []


def test_functions_of_files_are_told_apart() -> None:
    same = "static int f(void) { return 1; }"
    found = functions({"x.c": same, "y.c": same}, {"x.c": same, "y.c": same.replace("1", "2")})
    assert found.bodies == ["f@y.c"]


def test_of_two_definitions_the_one_that_counts_is_compared() -> None:
    strong, weak = "int f(void) { return 1; }", "__attribute__((weak)) int f(void) { return 2; }"
    for name, other in (("x.c", "y.c"), ("y.c", "x.c")):
        files = {name: strong, other: weak}
        assert functions(files, files | {name: strong.replace("1", "3")}).bodies == ["f"]
        assert functions(files, files | {other: weak.replace("2", "3")}).bodies == []


# ---- types ----


def test_types() -> None:
    old = "struct A { int a; }; struct B { int b; }; union U { int i; }; struct { int n; } v;"
    new = "struct A { int a; int z; }; struct C { int c; }; union U { long i; }; "
    new += "struct { char n; } v;"
    found = changed_types(version_of(old), version_of(new))
    assert {change.name: change.appended for change in found.values()} == {
        "struct A": True,
        "union U": False,
    }
    change = found[RecordKey("struct", "A")]
    assert list(map(str, change.new_fields)) == ["int a", "int z"]


def test_each_file_has_its_own_types_of_a_name() -> None:
    one, other = "struct T { int a; } t;", "struct T { long b; } u;"
    for old, new in (
        ({"x.c": one, "y.c": other}, {"x.c": one.replace("int", "char"), "y.c": other}),
        ({"x.c": other, "y.c": one}, {"x.c": other, "y.c": one.replace("int", "char")}),
        ({"x.c": one, "y.c": "int n;"}, {"x.c": one, "y.c": other}),
    ):
        assert [c.name for c in changed_types(version_of(old), version_of(new)).values()] == [
            "struct T"
        ]
    same = {"x.c": one, "y.c": other}
    assert not changed_types(version_of(same), version_of(same))
    assert not changed_types(version_of(same), version_of({"x.c": one}))


@pytest.mark.parametrize(
    ("new", "appended"),
    [
        ("int a; char b; int c;", True),
        ("int a; char b; int c : 3;", True),
        ("char b; int a; int c;", False),
        ("int a; int b; int c;", False),
        ("int a;", False),
        ("int a; int c; char b;", False),
    ],
)
def test_appended(new: str, appended: bool) -> None:
    (change,) = changed_types(
        version_of("struct T { int a; char b; };"), version_of(f"struct T {{ {new} }};")
    ).values()
    assert change.appended is appended


LAYOUTS = {
    "of the record": "struct T {{ int a; }} __attribute__((aligned({})));",
    "of a member": "struct T {{ char c; int a __attribute__((aligned({}))); }};",
    "of a member, C11": "struct T {{ char c; _Alignas({}) int a; }};",
    "of a typedef": "typedef int t __attribute__((aligned({}))); struct T {{ char c; t a[2]; }};",
    "of a typedef of that": (
        "typedef int t __attribute__((aligned({}))); typedef t u; struct T {{ char c; u a; }};"
    ),
    "by an enumerator": (
        "enum {{ N = {} }}; struct T {{ char c; int a __attribute__((aligned(N))); }};"
    ),
    "by a type's size": (
        "typedef char t[{}]; struct T {{ char c; _Alignas(_Alignof(int) * sizeof(t)) int a; }};"
    ),
    "by a pragma": "#pragma pack({})\nstruct T {{ char c; long a; }};",
    "behind the record": "typedef struct T {{ int a; }} __attribute__((aligned({}))) t;",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_another_layout_is_another_type(name: str) -> None:
    old, new = (version_of(LAYOUTS[name].format(n)) for n in (4, 8))
    assert [change.name for change in changed_types(old, new).values()] == ["struct T"]
    assert not changed_types(old, version_of("\n" + LAYOUTS[name].format(4)))


def test_fields_as_text() -> None:
    unit = unit_of(
        "typedef unsigned char byte; struct T { byte a : 3, : 2; int (*f)(byte); byte m[2][3];"
        " struct T *next; };"
    )
    (record,) = unit.records.values()
    found = [str(text) for text in field_texts(record)]
    assert found == [
        "unsigned char a : 3",
        "unsigned char : 2",
        "int (*f)(unsigned char)",
        "unsigned char m[2][3]",
        "struct T *next",
    ]


# ---- globals ----


def test_globals_by_what_happened_to_them() -> None:
    found = globals_(
        "int kept = 1; int gone; int typed = 1; int init = 1; const int limit = 3; int zero;"
        " const char *const names[] = {0};",
        "int kept = 1; int come; long typed = 1; int init = 2; const int limit = 4; int zero = 5;"
        ' const char *const names[] = {"a"};',
    )
    assert (found.added, found.deleted) == (["come"], ["gone"])
    # The length of names comes with its initialiser and is the same.
    assert [(c.key, c.old_type, c.new_type) for c in found.retyped] == [("typed", "int", "long")]
    assert (found.kept, found.constants) == (["init", "zero"], ["limit", "names"])


def test_an_array_that_gets_longer_is_retyped() -> None:
    found = globals_("int a[] = {1};", "int a[] = {1, 2};")
    assert [(c.old_type, c.new_type) for c in found.retyped] == [("int [1]", "int [2]")]


def test_static_locals_are_globals_of_their_function() -> None:
    found = globals_(
        "int f(void) { static int n = 1; return n++; }",
        "int f(void) { static long n = 1; static int m; return n++ + m; }",
    )
    assert found.added == ["f::m"]
    assert [c.key for c in found.retyped] == ["f::n"]


def test_a_global_of_a_changed_struct_is_not_retyped() -> None:
    text = "struct T { int a; }; struct T one; struct T many[2];"
    assert globals_(text, text.replace("int a", "long b")).retyped == []


def test_renumbered_enumerators_retype_what_holds_them() -> None:
    text = "enum e { A, B }; enum e one = A; enum e many[2];"
    found = globals_(text, text.replace("A, B", "B, A"))
    assert [c.key for c in found.retyped] == ["many", "one"]


def test_a_global_that_becomes_thread_local_is_retyped() -> None:
    (change,) = globals_("int n;", "_Thread_local int n;").retyped
    assert (change.old_type, change.new_type) == ("int", "_Thread_local int")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("typedef int t; char g[sizeof(t) * 4];", "typedef long t; char g[sizeof(t) * 4];"),
        ("typedef int t; char g[_Alignof(t)];", "typedef long t; char g[_Alignof(t)];"),
        (
            "enum { N = 3 }; char g[_Alignof(int) * N];",
            "enum { N = 5 }; char g[_Alignof(int) * N];",
        ),
        (
            "struct A { int a; }; struct B { char b; }; typedef struct A t;"
            "enum { M = 1, N = sizeof(t), O }; char g[O];",
            "struct A { int a; }; struct B { char b; }; typedef struct B t;"
            "enum { M = 1, N = sizeof(t), O }; char g[O];",
        ),
        (
            "struct T { int a[4]; } t; char g[sizeof t.a];",
            "struct T { int a[6]; } t; char g[sizeof t.a];",
        ),
    ],
)
def test_a_length_that_follows_a_type_retypes(old: str, new: str) -> None:
    assert [c.key for c in globals_(old, new).retyped] == ["g"]


@pytest.mark.parametrize(
    ("old", "new", "retyped"),
    [
        ("char g[64];", "char g[64] __attribute__((aligned(64)));", True),
        ("char g[64];", "_Alignas(64) char g[64];", True),
        ("_Alignas(16) char g[64];", "_Alignas(32) char g[64];", True),
        ("_Alignas(64) char g[64];", "char g[64];", False),  # it lies better than it must
    ],
)
def test_an_object_that_is_to_be_aligned_moves(old: str, new: str, retyped: bool) -> None:
    assert bool(globals_(old, new).retyped) is retyped


def test_a_retyped_global_may_have_another_initialiser_too() -> None:
    found = globals_(
        "enum { A = 1 }; int g[4] = {[A] = 5};", "enum { A = 2 }; int g[5] = {[A] = 5};"
    )
    assert ([c.key for c in found.retyped], found.kept) == (["g"], ["g"])
    # Elements that are added have the values of the initialiser.
    assert globals_("int g[] = {1, 2};", "int g[] = {1, 2, 3};").kept == []
    assert globals_("int g[] = {1, 2};", "int g[] = {4, 2, 3};").kept == ["g"]


def test_what_only_its_function_knows_is_no_global() -> None:
    text = "int f(void) { struct in { int a; }; static struct in s; static int n; return s.a + n; }"
    assert globals_(text, text.replace("int a;", "long a;")) == GlobalChanges()
    assert globals_("int n;", text).added == ["f::n"]


def test_declarations_alone_are_no_globals() -> None:
    assert globals_("extern int n;", "extern long n;") == GlobalChanges()


# ---- asm ----


def test_asm_at_file_scope_has_a_place() -> None:
    ((text, place),) = file_scope_asm(version_of('int x;\nasm(".globl y");\n'))
    assert ".globl y" in text
    assert (place.unit, place.line) == ("a", 2)
