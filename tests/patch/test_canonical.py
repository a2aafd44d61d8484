"""The normal form of code: what counts as the same text, and what does not."""

from __future__ import annotations

import pytest
from planning import version_of

from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.program.model import Version


def forms(text: str) -> tuple[Version, str]:
    """The normal form of f, or of the initialiser of the object g."""
    version = version_of(text)
    (unit,) = version.units
    canonical = Canonicaliser(version)
    if "f" in unit.functions:
        return version, canonical.function(unit.functions["f"], unit)
    return version, canonical.initialiser(unit.objects["g"], unit)


SAME = {
    "comments": ("int f(int a) { return a; }", "int f(int a) { /* the */ return a; // same\n}"),
    "layout": ("int f(int a) { return a + 1; }", "int\nf( int a )\n{\n  return a+1;\n}"),
    "parentheses": ("int f(int a) { return a + a * 2; }", "int f(int a) { return (a + (a * 2)); }"),
    "moved": ("int f(int a) { return a; }", "int other;\n\n\nint f(int a) { return a; }"),
    "its line": ("int f(void) { return __LINE__; }", "\n\nint f(void) { return __LINE__; }"),
    "assert": (
        "#include <assert.h>\nvoid f(int a) { assert(a > 1); }",
        "#include <assert.h>\nint more;\nvoid f(int a) { assert(a > 1); }",
    ),
    "assert over lines": (
        "#include <assert.h>\nvoid f(int a) {\nassert(a > 1\n&& a < 50); }",
        "#include <assert.h>\n\n\nvoid f(int a) {\nassert(a > 1\n&& a < 50); }",
    ),
    "a macro with its line": (
        "#define AT(x) (x, __LINE__)\n#define HERE AT(0)\nint f(void) { return HERE; }",
        "#define AT(x) (x, __LINE__)\n#define HERE AT(0)\n\nint f(void) { return HERE; }",
    ),
    "a call over lines with its line": (
        "int g(int, int);\nint f(int a) { return g(a,\n__LINE__); }",
        "int g(int, int);\n\n\nint f(int a) { return g(a,\n__LINE__); }",
    ),
    "renamed typedef": (
        "typedef unsigned long word; word f(word a) { word b = (word)a; return b + sizeof(word); }",
        "typedef unsigned long u; u f(u a) { u b = (u)a; return b + sizeof(u); }",
    ),
    "typedef of a struct": (
        "struct T { int a; }; typedef struct T t; int f(t *p) { t *q = p; return q->a; }",
        "struct T { int a; }; int f(struct T *p) { struct T *q = p; return q->a; }",
    ),
    "macro or not": ("#define N 3\nint f(void) { return N; }", "int f(void) { return 3; }"),
    "storage class of a prototype": (
        "int f(int); int f(int a) { return a; }",
        "int f(int a) { return a; }",
    ),
    "a local typedef": (
        "int f(void) { typedef int t; t a = 1; return a; }",
        "int f(void) { typedef int u; u a = 1; return a; }",
    ),
    "dates": (
        "const char *f(void) { return __DATE__ __TIME__; }",
        "\nconst char *f(void) { return __DATE__ __TIME__; }",
    ),
    "constants in an initialiser": ("int g[] = {1, 2};", "int g[] = { 1,\n /* two */ 2 };"),
    "a declaration by hand or by a header": (
        "int puts(const char *); int f(void) { return puts(0); }",
        "#include <stdio.h>\nint f(void) { return puts(0); }",
    ),
    "an initialiser's line": ("int g = __LINE__;", "\n\nint g = __LINE__;"),
    "file": ("const char *g = __FILE__;", "\nconst char *g = __FILE__;"),
}

CHAIN = "".join(f", E{i} = E{i - 1} + E{i - 1}" for i in range(1, 30))

OTHER = {
    "what the first of many enumerators measures": (
        f"enum {{ E0 = _Alignof(int){CHAIN} }}; int f(void) {{ return E29; }}",
        f"enum {{ E0 = _Alignof(char){CHAIN} }}; int f(void) {{ return E29; }}",
    ),
    "a macro whose value happens to be its line": (
        "#define N 2\nint f(void) { return N; }",
        "\n#define N 3\nint f(void) { return N; }",
    ),
    "a number in a call over lines that happens to be its line": (
        "#include <assert.h>\nvoid f(int a) {\nassert(a > 1\n&& a < 3); }",
        "#include <assert.h>\n\nvoid f(int a) {\nassert(a > 1\n&& a < 4); }",
    ),
    "constant": ("int f(void) { return 1; }", "int f(void) { return 2; }"),
    "operator": ("int f(int a) { return a + 1; }", "int f(int a) { return a - 1; }"),
    "order": ("int f(int a) { a++; return a; }", "int f(int a) { return a; a++; }"),
    "a line that is spelled": ("int f(void) { return 1; }", "\nint f(void) { return 2; }"),
    "its line, spelled": ("\nint f(void) { return __LINE__; }", "\nint f(void) { return 2; }"),
    "the file's name, spelled": (
        "const char *f(void) { return __FILE__; }",
        'const char *f(void) { return "a"; }',
    ),
    "type of a local": (
        "int f(void) { int a = 3; return a; }",
        "int f(void) { char a = 3; return a; }",
    ),
    "meaning of a typedef": (
        "typedef int t; int f(void) { return sizeof(t); }",
        "typedef long t; int f(void) { return sizeof(t); }",
    ),
    "enumerator value": (
        "enum { A, B }; int f(void) { return B; }",
        "enum { B = 7 }; int f(void) { return B; }",
    ),
    "attribute": (
        "int f(int a) { return a; }",
        "__attribute__((noinline)) int f(int a) { return a; }",
    ),
    "a local that hides a global": (
        "int n; int f(void) { int m = 1; return n + m; }",
        "int n; int f(void) { int n = 1; return n + n; }",
    ),
    "volatile": ("int f(int *p) { return *p; }", "int f(volatile int *p) { return *p; }"),
    "a local record": (
        "int f(void) { struct { int a; } s = {1}; return s.a; }",
        "int f(void) { struct { long a; } s = {1}; return s.a; }",
    ),
    "static": (
        "int f(void) { int n = 0; return ++n; }",
        "int f(void) { static int n = 0; return ++n; }",
    ),
    "asm": ('void f(void) { asm("nop"); }', 'void f(void) { asm volatile("nop"); }'),
    "designator": (
        "struct T { int a, b; }; struct T g = {.a = 1};",
        "struct T { int a, b; }; struct T g = {.b = 1};",
    ),
    "inline": ("int f(void) { return 1; }", "static inline int f(void) { return 1; }"),
    "strings": ('const char *f(void) { return "x"; }', 'const char *f(void) { return "y"; }'),
    "wide strings": ('const void *f(void) { return "x"; }', 'const void *f(void) { return L"x"; }'),
    "what an enumeration is made of": (
        "enum e { A } __attribute__((packed)); int f(void) { enum e a = A; return sizeof a; }",
        "enum e { A }; int f(void) { enum e a = A; return sizeof a; }",
    ),
    "what an enumerator measures": (
        "typedef int t; enum { N = _Alignof(t), M }; int f(void) { return M; }",
        "typedef long t; enum { N = _Alignof(t), M }; int f(void) { return M; }",
    ),
    "what a dimension measures": (
        "typedef int t; int f(void) { char a[_Alignof(t)]; return sizeof a; }",
        "typedef long t; int f(void) { char a[_Alignof(t)]; return sizeof a; }",
    ),
    "what a dimension measures, of an enumeration": (
        "enum e { A } __attribute__((packed)); int f(void) { char a[sizeof(enum e)]; return *a; }",
        "enum e { A }; int f(void) { char a[sizeof(enum e)]; return *a; }",
    ),
    "alignment": (
        "typedef int t; long f(void) { _Alignas(t) char a; return (long)&a; }",
        "typedef long t; long f(void) { _Alignas(t) char a; return (long)&a; }",
    ),
    "alignment by a typedef": (
        "typedef int t; int f(void) { t a = 1; return a; }",
        "typedef int t __attribute__((aligned(64))); int f(void) { t a = 1; return a; }",
    ),
    "arguments of attributes": (
        '__attribute__((target("sse2"))) int f(int a) { return a; }',
        '__attribute__((target("avx2"))) int f(int a) { return a; }',
    ),
    "how a library's function is declared": (
        "int f(int n) { return other(n); }",
        "long other(long); int f(int n) { return other(n); }",
    ),
    "how a library's object is declared": (
        "extern int environ; int f(void) { return sizeof environ; }",
        "extern char **environ; int f(void) { return sizeof environ; }",
    ),
    "what a second name stands for": (
        'void a(void) {} void b(void) {} void c(void) __attribute__((alias("a")));'
        "void f(void) { c(); }",
        'void a(void) {} void b(void) {} void c(void) __attribute__((alias("b")));'
        "void f(void) { c(); }",
    ),
    "a record of a parameter": (
        "int f(struct { int a; } *p) { return p->a; }",
        "int f(struct { int b, a; } *p) { return p->a; }",
    ),
    "a record that a pragma packs": (
        "int f(void) { struct { char c; int a; } t = {1, 2}; return sizeof t; }",
        "#pragma pack(1)\nint f(void) { struct { char c; int a; } t = {1, 2}; return sizeof t; }",
    ),
    "a record that typeof defines": (
        "int f(void) { __typeof__(struct in { double d; }) t = {1}; return t.d; }",
        "int f(void) { __typeof__(struct in { char d; }) t = {1}; return t.d; }",
    ),
    "a record that a typedef defines": (
        "int f(void) { typedef struct { double d; } in; in t = {1}; return t.d; }",
        "int f(void) { typedef struct { char d; } in; in t = {1}; return t.d; }",
    ),
    "a record that sizeof defines": (
        "int f(void) { return sizeof(struct in { char a[5]; }); }",
        "int f(void) { return sizeof(struct in { char a[6]; }); }",
    ),
    "suffix": ("int f(void) { return sizeof(1); }", "int f(void) { return sizeof(1L); }"),
}


@pytest.mark.parametrize("name", SAME)
def test_no_change(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # else __TIME__ may be another second
    (_keep, before), (_other, after) = map(forms, SAME[name])
    assert before == after
    assert before


@pytest.mark.parametrize("name", OTHER)
def test_change(name: str) -> None:
    (_keep, before), (_other, after) = map(forms, OTHER[name])
    assert before != after


def test_an_object_without_initialiser_has_the_empty_form() -> None:
    assert forms("int g;")[1] == ""
