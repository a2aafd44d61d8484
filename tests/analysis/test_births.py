"""Where heap objects are born, and which functions of the program allocate."""

from __future__ import annotations

import pytest
from typefacts_support import T, U, check, facts

BORN = [
    ("struct T *g(void) { return malloc(sizeof(struct T)); }", "malloc", (0,)),
    ("struct T *g(void) { return (struct T *)malloc(sizeof(struct T)); }", "malloc", (0,)),
    ("void g(void) { struct T *p = malloc(sizeof *p); free(p); }", "malloc", (0,)),
    ("struct T *g(int n) { return malloc(n * sizeof(struct T)); }", "malloc", (0,)),
    ("struct T *g(int n) { return malloc(sizeof(struct T) * (n + 1)); }", "malloc", (0,)),
    ("struct T *g(int n) { return malloc((size_t)sizeof(struct T[8])); }", "malloc", (0,)),
    ("struct T *g(int n) { return calloc(n, sizeof(struct T)); }", "calloc", (0, 1)),
    ("struct T *g(int n) { return calloc(sizeof(struct T), n); }", "calloc", (0, 1)),
    ("struct T *g(struct T *p, int n) { return realloc(p, n * sizeof *p); }", "realloc", (1,)),
    (
        "struct T *g(struct T *p, int n) { return reallocarray(p, n, sizeof *p); }",
        "realloc",
        (1, 2),
    ),
    ("struct T *g(void) { return aligned_alloc(64, sizeof(struct T)); }", "malloc", (1,)),
    (
        "int g(void) { struct T *p = __builtin_alloca(sizeof *p); p->x = 1; return p->x; }",
        "alloca",
        (0,),
    ),
    ("struct T *g(int n) { return n ? malloc(sizeof(struct T)) : NULL; }", "malloc", (0,)),
    (
        "int g(void) { struct T *p; if (!(p = malloc(sizeof *p))) return 1; return p->x; }",
        "malloc",
        (0,),
    ),
    (
        "struct box { struct T *t; }; void g(struct box *b) { b->t = malloc(sizeof *b->t); }",
        "malloc",
        (0,),
    ),
    (
        "void *kept; struct T *g(void) { kept = malloc(sizeof(struct T)); return kept; }",
        "malloc",
        (0,),
    ),
    (
        "void take(struct T *t) { free(t); } void g(void) { take(malloc(sizeof(struct T))); }",
        "malloc",
        (0,),
    ),
]

USE = "struct T *g(int n) { struct T *p = make(sizeof *p); return p; }"
MAKE = "struct T *g(int n) { struct T *p = make(n, sizeof *p); return p; }"
GROW = "struct T *g(struct T *p, int n) { p = grow(p, n * sizeof *p); return p; }"
FRESH = [
    ("void *make(size_t n) { return malloc(n); }" + USE, (0,), None, False),
    (
        "void *make(size_t n) { void *p = malloc(n); if (!p) abort(); return p; }" + USE,
        (0,),
        None,
        False,
    ),
    (
        "void *make(size_t n) { void *p; if ((p = malloc(n)) == NULL) exit(1); return p; }" + USE,
        (0,),
        None,
        False,
    ),
    (
        "char *make(size_t n) { char *p = malloc(n + 1); p[0] = 0; return p; }\n"
        "struct T *g(void) { return (struct T *)make(sizeof(struct T)); }",
        (0,),
        None,
        False,
    ),
    (
        "void *make(size_t n) { if (n == 0) n = 1; return malloc(n ? n : 1); }" + USE,
        (0,),
        None,
        False,
    ),
    ("void *make(size_t n) { n = (n + 7) & ~7ul; return malloc(n); }" + USE, (0,), None, False),
    (
        "void *low(size_t n) { return malloc(n); } void *make(size_t n) { return low(n); }" + USE,
        (0,),
        None,
        False,
    ),
    (
        "void *make(size_t n) { void *p = malloc(n); memset(p, 0, n); return p; }" + USE,
        (0,),
        None,
        False,
    ),
    ("void *make(size_t n, size_t s) { return calloc(n, s); }" + MAKE, (0, 1), None, True),
    (
        "void *make(size_t n, size_t s) { size_t all = n * s; return malloc(all); }" + MAKE,
        (0, 1),
        None,
        False,
    ),
    (
        "static long used; void *make(size_t n) { used += n; return malloc(n); }" + USE,
        (0,),
        None,
        False,
    ),
    (
        "void *grow(void *p, size_t n) { void *q = realloc(p, n); if (!q) abort(); return q; }"
        + GROW,
        (1,),
        0,
        False,
    ),
    (
        "void *grow(void *p, size_t n) { p = realloc(p, n); if (!p) abort(); return p; }" + GROW,
        (1,),
        0,
        False,
    ),
    (
        "void *grow(void *p, size_t n) { if (!(p = realloc(p, n))) abort(); return p; }" + GROW,
        (1,),
        0,
        False,
    ),
]

NOT_BORN = [
    ("struct T *g(void) { return malloc(24); } /*!*/", "whose size does not name the type"),
    ("struct T *g(int n) { return malloc(n); } /*!*/", "whose size does not name the type"),
    ("struct T *g(int n) { return malloc(sizeof(struct T) + n); } /*!*/", "does not name"),
    ("struct T *g(void) { return malloc(sizeof(struct U)); } /*!*/", "does not name"),
    ("struct T *g(void) { return calloc(3, 24); } /*!*/", "whose size does not name the type"),
    ("struct T *g(struct U *u) { return realloc(u, sizeof(struct T)); } /*!*/", "made from"),
    ("char *g(void) { return malloc(sizeof(struct T)); } /*!*/", "which is used as char *"),
    ("struct T *g(const char *s) { return (void *)strdup(s); } /*!*/", "may be char *"),
    (
        "struct T *g(void) { struct T *p; posix_memalign((void **)&p, 64, 32); /*!*/\nreturn p; }",
        "whose size does not name",
    ),
]

# make() keeps, recycles, offsets or replaces what it hands out, or loses the size on the way.
NOT_FRESH = [
    "static void *last; void *make(size_t n) { return last = malloc(n); }" + USE,
    "static void *last; void *make(size_t n) { void *p = malloc(n); last = p; return p; }" + USE,
    "static void *all[9]; void *make(size_t n) { void *p = malloc(n); all[1] = p; return p; }"
    + USE,
    "static void *last; void *make(size_t n) { void *p = last ? last : malloc(n); return p; }"
    + USE,
    "void *make(size_t n) { char *p = malloc(n + 8); return p + 8; }" + USE,
    "static char pool[999]; void *make(size_t n) { if (n > 9) return malloc(n); return pool; }"
    + USE,
    "void *make(size_t n) { return malloc(16); }" + USE,
    "void *make(size_t n) { return malloc(n / 2); }" + USE,
    "void *make(size_t n) { if (n > 64) n = 64; return malloc(n); }" + USE,
    "void *make(size_t n, size_t s) { return malloc(n + s); }" + MAKE,
    "void keep(void *); void *make(size_t n) { void *p = malloc(n); keep(p); return p; }" + USE,
    "void *make(size_t n) { void *p = malloc(n); void **q = &p; (void)q; return p; }" + USE,
    "void *make(size_t n) { void *p = malloc(n); static void *s; s = (0, p); return p; }" + USE,
    "void *grow(void *p, size_t n) { if (n > 99) p = realloc(p, n); return p; }" + GROW,
]


@pytest.mark.parametrize(("text", "allocator", "size_args"), BORN)
def test_birth(text: str, allocator: str, size_args: tuple[int, ...]) -> None:
    found = facts(T + text)
    (birth,) = found.births.values()
    assert (birth.record.tag, birth.allocator, birth.size_args) == ("T", allocator, size_args)
    assert birth.zeroed == (allocator == "calloc")
    assert birth.old == (0 if allocator == "realloc" else None)
    check(T + text, "T", "free")


@pytest.mark.parametrize(("text", "size_args", "old", "zeroed"), FRESH)
def test_own_allocator(
    text: str, size_args: tuple[int, ...], old: int | None, zeroed: bool
) -> None:
    found = facts(T + text)
    (birth,) = found.births.values()
    assert birth.allocator == "fresh"
    assert (birth.size_args, birth.old, birth.zeroed) == (size_args, old, zeroed)
    check(T + text, "T", "free")


@pytest.mark.parametrize(("text", "words"), NOT_BORN)
def test_no_birth(text: str, words: str) -> None:
    check(T + U + text, "T", "fixed", words)


@pytest.mark.parametrize("text", NOT_FRESH)
def test_not_an_allocator(text: str) -> None:
    found = facts(T + text)
    assert not found.births
    check(T + text, "T", "fixed")


def test_the_program_may_define_malloc_itself() -> None:
    text = (
        "static char heap[999]; static size_t at;\n"
        "void *malloc(size_t n) { void *p = heap + at; at += n; return p; }\n"
        "struct T *g(void) { return malloc(sizeof(struct T)); } /*!*/"
    )
    check(T + text, "T", "fixed")


def test_birth_of_what_holds_the_type() -> None:
    text = "struct O { struct T t[2]; };\nstruct O *g(void) { return malloc(sizeof(struct O)); }"
    (birth,) = facts(T + text).births.values()
    assert birth.record.tag == "O"


def test_own_allocator_in_another_unit() -> None:
    found = facts("void *make(size_t n) { return malloc(n); }", T + "void *make(size_t n);" + USE)
    (birth,) = found.births.values()
    assert birth.allocator == "fresh"
    assert birth.place.unit == "b.c"


def test_pointer_arrays_are_no_births() -> None:
    found = facts(T + "struct T **g(int n) { return malloc(n * sizeof(struct T *)); }")
    assert not found.births
    check(T + "struct T **g(int n) { return malloc(n * sizeof(struct T *)); }", "T", "free")
