"""Generated C in the form of a slide."""

from __future__ import annotations

from dsu_kernel.views.generated import excerpt

GENERATED = """\
void (*foo_fptr)(int *) = foo_v1;

static __attribute__((noipa, optimize("x"))) void foo_v1(int *x)
{
    if (x)
        *x = 1;
}
struct T { union { struct __T3 data; char slop[8]; } u; unsigned version; };
static inline __attribute__((always_inline)) struct __T3 *__con_T(struct T *abs) \
{ if (__builtin_expect(abs->version != 4u, 0)) dsu_convert(abs, 1u); return &abs->u.data; }
static void __stamp_T(struct T *abs) { abs->version = 4u; }
struct __T3 { int x; };
"""


def test_a_function_is_found_whatever_its_version():
    assert excerpt(GENERATED, "foo_fptr = foo_v0;") == (
        "void (*foo_fptr)(int *) = foo_v1;\n\n"
        "void foo_v1(int *x)\n{\n    if (x)\n        *x = 1;\n}\n"
    )


def test_one_line_items_are_laid_out():
    assert excerpt(GENERATED, "__con_T __T0") == (
        "struct __T3 *__con_T(struct T *abs) {\n"
        "    if (abs->version != 4u) dsu_convert(abs, 1u);\n"
        "    return &abs->u.data;\n"
        "}\n\n"
        "struct __T3 {\n    int x;\n}\n".replace("}\n", "};\n").replace("data;\n};", "data;\n}", 1)
    )
    assert excerpt(GENERATED, "struct T") == (
        "struct T {\n"
        "    union {\n"
        "        struct __T3 data;\n"
        "        char slop[8];\n"
        "    } u;\n"
        "    unsigned version;\n"
        "};\n"
    )


def test_what_is_not_mentioned_is_left_out():
    assert "stamp" not in excerpt(GENERATED, "struct T { } __con_T foo")
