"""The flow of untyped pointers: memory whose birth is unknown, containers, callbacks, libraries."""

from __future__ import annotations

import pytest
from typefacts_support import T, U, check, classes, facts

UNTYPED_FIXED = [
    # a pool of characters
    (
        "static char pool[999]; static int used;\n"
        "void *take(int n) { void *p = pool + used; used += n; return p; }\n"
        "struct T *g(void) { return take(24); } /*!*/",
        "which may be char *",
    ),
    # recycled memory of another type
    (
        "static void *last; void put(struct U *u) { last = u; }\n"
        "struct T *g(void) { return last; } /*!*/",
        "may be struct U * from a.c:3",
    ),
    # fresh memory whose size does not name the type
    (
        "void *p; void a(int n) { p = malloc(n); }\nstruct T *g(void) { return p; } /*!*/",
        "memory from a.c:3 whose size does not name",
    ),
    # unknown library results
    (
        "#include <sys/mman.h>\nstruct T *g(void) { return mmap(0, 99, 3, 34, -1, 0); } /*!*/",
        "unknown birth",
    ),
    # an integer in between
    (
        "void *p; void a(struct T *t) { p = (void *)((unsigned long)t | 1); }\n"
        "struct T *g(void) { return p; } /*!*/",
        "unknown birth",
    ),
    # through members, void ** and return values
    (
        "struct box { void *data; }; void a(struct box *b, struct U *u) { b->data = u; }\n"
        "struct T *g(struct box *b) { return b->data; } /*!*/",
        "may be struct U *",
    ),
    (
        "void set(void **to, struct U *u) { *to = u; }\n"
        "int g(void) { void *p; set(&p, 0); struct T *t = p; return t->x; } /*!*/",
        "may be struct U",
    ),
    (
        "void *id(void *p) { return p; } struct U *h(struct U *u) { return id(u); }\n"
        "struct T *g(struct T *t) { return id(t); } /*!*/",
        "may be struct U",
    ),
    # arrays of void *
    (
        "void *all[8]; void a(struct U *u) { all[1] = u; }\n"
        "struct T *g(int i) { return all[i]; } /*!*/",
        "may be struct U",
    ),
    # pointers to pointers
    (
        "void set(void **to, void *v) { *to = v; } void h(struct U *u) { set((void **)&u, u); }\n"
        "int g(struct T *t) { set((void **)&t, t); return t->x; } /*!*/",
        "may be",
    ),
    # pointers stored as bytes
    (
        "struct vec { char *data; int n; };\n"
        "void push(struct vec *v, void *p) { memcpy(v->data + v->n, &p, sizeof p); }\n"
        "void *at(struct vec *v, int i) { return *(void **)(v->data + i); }\n"
        "void f(struct vec *v, struct U *u) { push(v, u); }\n"
        "struct T *g(struct vec *v) { return at(v, 1); } /*!*/",
        "may be struct U *",
    ),
    # compound literals, _Generic, cleanup
    (
        "void *sink; void f(void **v) { sink = v[0]; } void h(struct U *u) { f((void *[]){u}); }\n"
        "struct T *g(void) { return sink; } /*!*/",
        "may be struct U *",
    ),
    (
        "int ft(void *p) { struct T *t = p; return t->x; } int fc(char *c) { return *c; } /*!*/\n"
        "int g(struct U *t) { return _Generic(t, struct U *: ft, char *: fc)(t); }",
        "may be struct U",
    ),
    (
        "void end(void *p) { struct T *t = p; t->x = 1; } /*!*/\n"
        "void g(void) { __attribute__((cleanup(end))) struct U u = {0}; }",
        "may be struct U",
    ),
    # members of unions and of structs that are cast to one another
    (
        "union V { void *p; char *s; };\n"
        "int f(struct T *t) { union V v; v.p = t; return *v.s; } /*!*/",
        "used as char *",
    ),
    (
        "struct A { void *p; }; struct B { void *q; int n; };\n"
        "struct B *h(struct A *a, struct U *u) { a->p = u; return (struct B *)a; }\n"
        "struct T *g(struct B *b) { return b->q; } /*!*/",
        "may be struct U *",
    ),
    # function pointers from a library
    (
        "#include <dlfcn.h>\nvoid g(struct T *t) {\n"
        'void (*f)(struct T *) = (void (*)(struct T *))dlsym(0, "x"); /*!*/\nf(t); }',
        "given to an unknown function",
    ),
    # function pointers
    (
        "int f(void *p) { struct T *t = p; return t->x; } /*!*/\n"
        "int (*fp)(void *) = f; int g(struct U *u) { return fp(u); }",
        "may be struct U",
    ),
    (
        "int f(struct T *t) { return t->x; } typedef int fn(void *);\n"
        "fn *fp = (fn *)f; /*!*/\nint g(struct U *u) { return fp(u); }",
        "may be struct U",
    ),
    # variable arguments
    (
        "int f(int n, ...) { va_list l; va_start(l, n); struct T *t = va_arg(l, void *); /*!*/\n"
        "va_end(l); return t->x; } int g(struct U *u) { return f(1, u); }",
        "may be struct U",
    ),
    # conditional
    (
        "struct T *g(int n, struct T *t, struct U *u) { void *p = n ? (void *)t : u;\n"
        "return p; } /*!*/",
        "may be struct U",
    ),
    # a statement expression
    ("struct T *g(struct U *u) { return ({ void *p = u; p; }); } /*!*/", "may be struct U"),
]

UNTYPED_FREE = [
    "static void *last; void put(struct T *t) { last = t; }\nstruct T *g(void) { return last; }",
    "struct box { void *data; }; void a(struct box *b, struct T *t) { b->data = t; }\n"
    "struct T *g(struct box *b) { return b->data; }",
    "void *id(void *p) { return p; } struct U *h(struct U *u) { id(u); return u; }",
    "void *all[8]; void a(struct T *t) { all[1] = t; }\nstruct T *g(int i) { return all[i]; }",
    "int f(void *p) { struct T *t = p; return t->x; }\n"
    "int (*fp)(void *) = f; int g(struct T *t) { return fp(t); }",
    "int f(struct T *t) { return t->x; } typedef int fn(void *);\n"
    "fn *fp = (fn *)f; int g(struct T *t) { return fp(t); }",
    "int f(int n, ...) { va_list l; va_start(l, n); struct T *t = va_arg(l, struct T *);\n"
    "va_end(l); return t->x; } int g(struct T *t, struct U *u) { f(2, u); return f(1, t); }",
    "void set(void **to, struct T *t) { *to = t; }\n"
    "int g(struct T *t) { void *p; set(&p, t); t = p; return t->x; }",
    "void *p; void a(void) { p = malloc(sizeof(struct T)); }\nstruct T *g(void) { return p; }",
    "int f(void *p) { struct T *t = p; return t->x; } int h(void *p) { struct U *u = p;\n"
    "return u->a; } int g(struct T *t, struct U *u) { return f(t) + h(u); }",
    "void drop(void **p) { free(*p); *p = NULL; }\n"
    "void g(struct T *t, struct U *u) { drop((void **)&t); drop((void **)&u); }",
    "union V { void *p; struct T *s; }; union V v; void f(struct T *t) { v.p = t; }\n"
    "int g(void) { return v.s->x; }",
    "#include <sys/epoll.h>\n"
    "void a(int e, struct T *t) { struct epoll_event ev = {.data.ptr = t};\n"
    "epoll_ctl(e, 1, 2, &ev); }\n"
    "int b(int e) { struct epoll_event ev[3]; epoll_wait(e, ev, 3, 0);\n"
    "struct T *t = ev[0].data.ptr; return t->x; }",
    "void *make(size_t n) { return malloc(n); } struct U **u(int n) { return make(n * 8); }\n"
    "struct T **g(int n) { return make(n * sizeof(struct T *)); }",
    # a wrapper of free() that many containers use does not mix what they hold
    "void xfree(void *p) { if (p) free(p); } struct a { void *v; }; struct b { void *v; };\n"
    "void f(struct a *a, struct T *t) { a->v = t; xfree(a->v); }\n"
    "void h(struct b *b, struct U *u) { b->v = u; xfree(b->v); }\n"
    "struct T *g(struct a *a) { return a->v; }",
    "typedef void dtor(void *); struct box { void *v; dtor *free; };\n"
    "void t_free(void *p) { struct T *t = p; free(t); }\n"
    "void g(struct box *b, struct T *t) { *b = (struct box){t, t_free}; b->free(b->v); }",
]


@pytest.mark.parametrize(("text", "words"), UNTYPED_FIXED)
def test_memory_of_unknown_birth(text: str, words: str) -> None:
    check(T + U + text, "T", "fixed", words)


@pytest.mark.parametrize("text", UNTYPED_FREE)
def test_untyped_pointers_to_one_type(text: str) -> None:
    check(T + U + text, "T", "free")


LIBRARY_FIXED = [
    ("void g(struct T *p) { write(1, p, 24); } /*!*/", "its bytes are exposed to write"),
    ("void g(struct T *p) { fwrite(p, 24, 1, stdout); } /*!*/", "exposed to fwrite"),
    ("int g(struct T *p, struct T *q) { return memcmp(p, q, 24); } /*!*/", "exposed to memcmp"),
    ("void g(struct T *p) { memset(p, 1, sizeof *p); } /*!*/", "filled by memset"),
    ("void g(struct T *p) { memset(p, 0, 8); } /*!*/", "filled by memset"),
    ("void g(struct T *p) { memset(p, 0, sizeof *p - 4); } /*!*/", "filled by memset"),
    ("void g(struct T *p, struct T *q) { memcpy(p, q, 24); } /*!*/", "exposed to memcpy"),
    ("void g(struct T *p, struct U *q) { memcpy(p, q, sizeof *q); } /*!*/", "exposed to memcpy"),
    ("void g(struct T *p, char *b) { memcpy(b, p, sizeof *p); } /*!*/", "exposed to memcpy"),
    (
        "void put(void *to, void *from, int n) { memcpy(to, from, n); } /*!*/\n"
        "void g(struct T *p, struct T *q) { put(p, q, 3); }",
        "exposed to memcpy",
    ),
    (
        "int c(const void *a, const void *b) { return a == b; }\n"
        "void g(struct T *p, int n) { qsort(p, 9, n, c); } /*!*/",
        "sort or search",
    ),
    (
        "int c(const void *a, const void *b) { const struct U *u = a; return u->a == (b != 0); }\n"
        "void g(struct T *p) { qsort(p, 9, sizeof *p, c); } /*!*/",
        "used as struct U *",
    ),
    ("void g(struct T *p) { fread(&p->next->next[1], 1, 24, stdin); } /*!*/", "exposed to fread"),
    ("void unknown(void *); void g(struct T *p) { unknown(p); } /*!*/", "passed to unknown"),
    (
        "struct b { struct T *t; }; void unknown(void *);\n"
        "void g(struct b *p) { unknown(p); } /*!*/",
        "passed to unknown",
    ),
    (
        "void unknown(void **); void g(struct T *p) { void *all[2] = {p}; unknown(all); } /*!*/",
        "passed to unknown",
    ),
    (
        "struct b { void *inside; }; void unknown(struct b *);\n"
        "void g(struct b *b, struct T *p) { b->inside = p; unknown(b); } /*!*/",
        "passed to unknown",
    ),
    (
        "void unknown(void *); int f(void *n, void **a)\n"
        "{ struct T *t = a[1]; return t->x + !n; } /*!*/\n"
        "void g(void) { unknown((void *)f); }",
        "memory of unknown birth",
    ),
    (
        "void unknown(void (*)(void)); int f(int n, void *a)\n"
        "{ struct T *t = a; return t->x + n; } /*!*/\n"
        "void g(void) { unknown((void (*)(void))f); }",
        "memory of unknown birth",
    ),
    (
        "int f(int n, struct T t) { return n + t.x; } void h(void (*call)(void)) { call(); }\n"
        "void g(void) { h((void (*)(void))f); } /*!*/",
        "handed over by a call of a void (*)(void)",
    ),
    (
        "struct T f(void) { return (struct T){0}; }\n"
        "void (*g(void))(void) { return (void (*)(void))f; } /*!*/",
        "handed over by a call of a void (*)(void)",
    ),
    (
        "void *start(void *p) { struct U *u = p; return u; } pthread_t t;\n"
        "void g(struct T *p) { pthread_create(&t, 0, start, p); } /*!*/",
        "used as struct U *",
    ),
    (
        "pthread_key_t k; void a(struct U *u) { pthread_setspecific(k, u); }\n"
        "struct T *g(void) { return pthread_getspecific(k); } /*!*/",
        "may be struct U *",
    ),
    (
        "#include <sys/uio.h>\nvoid g(struct T *p) { struct iovec v = {.iov_base = p}; /*!*/\n"
        "writev(1, &v, 1); }",
        "exposed through struct iovec",
    ),
]

LIBRARY_FREE = [
    "int f(struct T *t) { return t->x; } typedef void (*any)(void);\n"
    "int g(struct T *t) { any a = (any)f; return ((int (*)(struct T *))a)(t); }",
    "int f(struct T t) { return t.x; } int g(struct T t) { int (*h)() = f; return h(t); }",
    "void g(struct T *p) { memset(p, 0, sizeof *p); memset(p, 0, 3 * sizeof(struct T)); }",
    "void g(void) { struct T a[3]; memset(a, 0, sizeof a); memset(&a[1], 0, sizeof(a[1])); }",
    "void g(struct T *p, const struct T *q) { memcpy(p, q, sizeof *p); }",
    "void g(struct T *p, const struct T *q) { memmove(p, q, 2 * sizeof *q); }",
    "void g(struct T *p, const void *q) { memcpy(p, q, sizeof *p); } void h(struct T *a)\n"
    "{ g(a, a); }",
    "int c(const void *a, const void *b) { const struct T *p = a, *q = b; return p->x - q->x; }\n"
    "void g(struct T *p, int n) { qsort(p, n, sizeof *p, c); }",
    "int c(const void *a, const void *b) { struct T *const *p = a, *const *q = b;\n"
    "return (*p)->x - (*q)->x; } void g(struct T **p, int n) { qsort(p, n, sizeof *p, c); }",
    "int c(const void *k, const void *e) { const int *n = k; const struct T *t = e;\n"
    "return *n - t->x; }\n"
    "struct T *g(struct T *p, int n) { return bsearch(&n, p, 9, sizeof *p, c); }",
    "int c(const struct T *a, const struct T *b) { return a->x - b->x; }\n"
    "void g(struct T *p) { qsort(p, 4, sizeof *p, (int (*)(const void *, const void *))c); }",
    "void g(struct T *p) { free(p); free((void *)p); }",
    "int c(const void *a, const void *b, void *n) { const struct T *p = a, *q = b;\n"
    "return (p->x - q->x) * *(int *)n; }\n"
    "void g(struct T *p, int n) { qsort_r(p, 9, sizeof *p, c, &n); }",
    "void end(int status, void *p) { struct T *t = p; t->x = status; }\n"
    "void g(struct T *t) { on_exit(end, t); }",
    "void g(struct T *p) { write(1, p->name, sizeof p->name); read(0, &p->x, sizeof p->x); }",
    'void g(struct T *p) { printf("%p %s", (void *)p, p->name); }',
    "pthread_key_t k; void a(struct T *t) { pthread_setspecific(k, t); }\n"
    "struct T *g(void) { return pthread_getspecific(k); }",
    "void xfree(void *p) { if (p) free(p); } void g(struct T *t, struct U *u)\n"
    "{ xfree(t); xfree(u); }",
    "void g(struct T **p, struct T **q, int n) { memcpy(p, q, n * sizeof *p); }",
]


@pytest.mark.parametrize(("text", "words"), LIBRARY_FIXED)
def test_bytes_given_to_a_library(text: str, words: str) -> None:
    check(T + U + text, "T", "fixed", words)


@pytest.mark.parametrize("text", LIBRARY_FREE)
def test_library_forms_that_are_handled(text: str) -> None:
    assert classes(T + U + text)["T"].kind in ("free", "pinned")
    check(T + U + text, "T", "free")


def test_library_forms_are_published() -> None:
    found = facts(
        T + "int c(const void *a, const void *b) { return a == b; }\n"
        "void g(struct T *p, struct T *q) {\n"
        "memset(p, 0, sizeof *p);\nmemcpy(p, q, sizeof *q);\nqsort(p, 2, sizeof *p, c);\n"
        'bsearch(p, q, 2, sizeof *p, c);\nfree(p);\nprintf("%p", (void *)p); }'
    )
    forms = {use.place.line: use.form for use in found.library.values()}
    assert forms == {4: "clear", 5: "copy", 6: "sort", 7: "search", 8: "free", 9: "print"}


def test_flow_goes_through_units() -> None:
    shared = T + U + "extern void *kept;\n"
    one = shared + "void *kept; void put(struct U *u) { kept = u; }"
    two = shared + "struct T *get(void) { return kept; }"
    found = classes(one, two)["T"]
    assert found.kind == "fixed"
    assert "may be struct U * from a.c:4" in found.reason


def test_static_names_of_units_stay_apart() -> None:
    one = T + U + "static void *kept; void *a(struct U *u) { kept = u; return 0; }"
    two = T + U + "static void *kept; struct T *b(struct T *t) { kept = t; return kept; }"
    assert classes(one, two)["T"].kind == "free"


def test_any_definition_of_a_weak_function_may_be_called() -> None:
    one = T + U + "__attribute__((weak)) int f(void *p) { struct T *t = p; return t->x; }\n"
    two = T + U + "int f(void *p) { struct U *u = p; return u->a; }\n"
    use = "int f(void *); int g(struct T *t) { return f(t); }"
    assert classes(one + use, two)["T"].kind == "fixed"
    assert classes(one + use)["T"].kind == "free"


def test_assembly_sees_the_memory_behind_an_untyped_operand() -> None:
    text = 'void f(void *p) { __asm__("" : : "r"(p) : "memory"); } void g(struct T *t) { f(t); }'
    assert "used in assembly" in classes(T + text)["T"].reason
