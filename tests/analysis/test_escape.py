"""Pointers into objects: which types they pin, and which uses are published."""

from __future__ import annotations

import pytest
from typefacts_support import T, U, check, facts

PINNED = [
    ("static int *kept; void g(struct T *t) { kept = &t->x; } /*!*/", ("x",)),
    ("static char *kept; void g(struct T *t) { kept = t->name; } /*!*/", ("name",)),
    ("struct box { int *p; }; void g(struct box *b, struct T *t) { b->p = &t->y; } /*!*/", ("y",)),
    ("static struct T t; int *kept = &t.x; /*!*/", ("x",)),
    ("int *g(struct T *t) { return &t->x; } /*!*/", ("x",)),
    ("struct T **g(struct T *t) { return &t->next; } /*!*/", ("next",)),
    ("char *g(struct T *t) { char *p = t->name + 1; return p; } /*!*/", ("name",)),
    ("int *id(int *p) { return p; } int *g(struct T *t) { return id(&t->x); } /*!*/", ("x",)),
    (
        "static int *kept; void keep(int *p) { kept = p; }\n"
        "void g(struct T *t) { keep(&t->x); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void keep(int *p) { kept = p; } void pass(int *q) { keep(q); }\n"
        "void g(struct T *t) { pass(&t->x); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void keep(int *p) { kept = p; } void (*f)(int *) = keep;\n"
        "void g(struct T *t) { f(&t->x); } /*!*/",
        ("x",),
    ),
    (
        "struct L { pthread_mutex_t m; }; static struct L l; int dummy;\n"
        "void h(struct T *t) { putenv(t->name); } /*!*/",
        ("name",),
    ),
    ('void g(struct T *t) { strtok(t->name, ","); } /*!*/', ("name",)),
    (
        "static unsigned long kept; void g(struct T *t) { kept = (unsigned long)&t->x; } /*!*/",
        ("x",),
    ),
    (
        "static int *kept[4]; void g(struct T *t) { int *p = &t->x; p++; kept[1] = p; } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void h(int **p) { kept = *p; }\n"
        "void g(struct T *t) { int *p = &t->x; h(&p); } /*!*/",
        ("x",),
    ),
    ("static char *kept; void g(struct T *t) { kept = strchr(t->name, 'x'); } /*!*/", ("name",)),
    (
        "static int *kept; void g(struct T *t, int n) { kept = n ? &t->x : (void *)0; } /*!*/",
        ("x",),
    ),
    (
        "static char *kept; void keep(int n, ...) { va_list l; va_start(l, n);\n"
        "kept = va_arg(l, char *); va_end(l); } void g(struct T *t) { keep(1, t->name); } /*!*/",
        ("name",),
    ),
    ("struct O { struct T in; }; struct T *g(struct O *o) { return &o->in; }\n", None),
    (
        "struct it { char *at; }; struct it g(struct T *t) { return (struct it){t->name}; } /*!*/",
        ("name",),
    ),
    (
        "void *run(void *p) { return p; } pthread_t id;\n"
        "void g(struct T *t) { pthread_create(&id, 0, run, &t->x); } /*!*/",
        ("x",),
    ),
    # however it is written
    ("static int *kept; void g(struct T *t) { kept = &1[&t->x]; } /*!*/", ("x",)),
    (
        "static long kept; void g(struct T *t) { long n = 4; n += (long)&t->x; kept = n; } /*!*/",
        ("x",),
    ),
    # the bytes of the variable that holds it are copied
    (
        "static int *kept; void g(struct T *t) { int *p = &t->x; memcpy(&kept, &p, 8); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t) { int *p = &t->x; bcopy(&p, &kept, 8); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ int *p = &t->x, *q; memcpy(&q, &p, 8); kept = q; } /*!*/",
        ("x",),
    ),
    # atomics
    ("static int *kept; void g(struct T *t) { __atomic_store_n(&kept, &t->x, 0); } /*!*/", ("x",)),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ int *p = &t->x; __atomic_store(&kept, &p, 0); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ int *p = &t->x, *q; __atomic_load(&p, &q, 0); kept = q; } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ int *p = &t->x; kept = __atomic_load_n(&p, 0); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ int *p = 0; __atomic_compare_exchange_n(&kept, &p, &t->x, 0, 0, 0); } /*!*/",
        ("x",),
    ),
    (
        "static int *kept; void g(struct T *t)\n"
        "{ __sync_bool_compare_and_swap(&kept, 0, &t->x); } /*!*/",
        ("x",),
    ),
    # a function that the compiler calls gets the address of the variable
    (
        "static int *kept; void end(int **p) { kept = *p; }\n"
        "void g(struct T *t) { int *p __attribute__((cleanup(end))) = &t->x; } /*!*/",
        ("x",),
    ),
    # library functions that return what they are given
    ("static char *kept; void g(struct T *t) { kept = mkdtemp(t->name); } /*!*/", ("name",)),
    (
        "#define __USE_XOPEN\n#include <time.h>\nstatic char *kept; void g(struct T *t)\n"
        "{ kept = strptime(t->name, 0, 0); } /*!*/",
        ("name",),
    ),
    (
        "#include <search.h>\nstatic int *kept; void g(struct T *t, size_t n)\n"
        "{ kept = lfind(&n, &t->x, &n, 4, 0); } /*!*/",
        ("x",),
    ),
    (
        "#include <pwd.h>\nvoid g(struct T *t, struct passwd *p)\n"
        '{ getpwnam_r("a", p, t->name, 8, &p); } /*!*/',
        ("name",),
    ),
]

NOT_PINNED = [
    "int g(struct T *t) { int *p = &t->x; *p = 1; return *p; }",
    "void set(int *p) { *p = 1; } void g(struct T *t) { set(&t->x); }",
    'int g(struct T *t) { return strlen(t->name) + strcmp(t->name, "a"); }',
    'void g(struct T *t) { scanf("%d", &t->x); read(0, t->name, 8); }',
    'void g(struct T *t) { snprintf(t->name, sizeof t->name, "%d", t->x); }',
    "struct T *g(struct T *t) { return t->next; }",
    "void say(const char *f, ...) { va_list l; va_start(l, f); vprintf(f, l); va_end(l); }\n"
    'void g(struct T *t) { say("%s", t->name); }',
    "struct T *g(struct T *t) { return &t[3]; }",
    "static struct T a[4]; struct T *g(int i) { return &a[i]; }",
    "int *id(int *p) { return p; } int g(struct T *t) { return *id(&t->x); }",
    "int g(struct T *t) { int n = 0; for (char *p = t->name; *p; p++) n++; return n; }",
    "int g(struct T *t) { char *p = strchr(t->name, 'x'); return p - t->name; }",
    "char *g(struct T *t) { return strdup(t->name); }",
    "static int kept; void g(struct T *t) { kept = t->x; kept = t->name[1]; }",
    "int g(struct T *t) { int n; memcpy(&n, &t->x, sizeof n); memcpy(t->name, &n, 4); return n; }",
    "int g(struct T *t) { return __atomic_fetch_add(&t->x, 1, 0) + __atomic_load_n(&t->x, 0); }",
    "int g(struct T *t) { int e = 1; return __atomic_compare_exchange_n(&t->x, &e, 2, 0, 0, 0); }",
    "int g(struct T *t) { int n; __atomic_load(&t->x, &n, 0); return n; }",
    "static struct T *kept; void g(struct T *t) { __atomic_store_n(&kept, t, 0); }",
    "int g(struct T *t) { int n = 0; n += t->x; n |= t->name[0]; t->x += n; return n; }",
    "int g(struct T *t) { char *end; return strtol(t->name, &end, 10) + *end; }",
    "void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }\n"
    "void g(struct T *t) { swap(&t->x, &t->y); }",
    "struct it { char *at; }; static struct it k; void g(char *p, struct T *t)\n"
    "{ k.at = p; t->x = *k.at; }",
]


@pytest.mark.parametrize(("text", "fields"), PINNED)
def test_pinned(text: str, fields: tuple[str, ...] | None) -> None:
    if fields is None:
        check(T + U + text, "O", "pinned", "a pointer to its member in is returned")
        check(T + U + text, "T", "free")
        return
    check(T + U + text, "T", "pinned", f"a pointer to its member {fields[0]} is")
    found = facts(T + U + text).wrappability
    assert next(w.fields for k, w in found.items() if k.tag == "T") == fields


@pytest.mark.parametrize("text", NOT_PINNED)
def test_not_pinned(text: str) -> None:
    check(T + U + text, "T", "free")


def test_locks_pin_what_holds_them() -> None:
    text = (
        "struct L { pthread_mutex_t m; int n; };\n"
        "void g(struct L *l) { pthread_mutex_lock(&l->m); } /*!*/"
    )
    check(text, "L", "pinned", "m")


def test_all_aliased_fields_are_named() -> None:
    text = "int *a, *b; void g(struct T *t) { a = &t->x; b = &t->y; }"
    found = facts(T + text).wrappability
    assert next(w.fields for k, w in found.items() if k.tag == "T") == ("x", "y")


def test_interior_uses_are_published() -> None:
    text = """
struct O { struct T in; int n; };
void take(int *);
void take(int *p) { *p = 2; }
int *kept;
int local(struct O *o) { int *p = &o->in.x; return *p; }
void passed(struct O *o) { take(&o->n); }
void stored(struct T *t) { kept = &t->x; }
int none(struct T *t) { return t->name[2] + *t->name; }
"""
    found = facts(T + text)
    uses = {
        key: [(u.held, [r.tag for r in u.records]) for u in all_]
        for key, all_ in found.interior.items()
    }
    assert uses["local"] == [("local", ["T", "O"])]
    assert uses["passed"] == [("call", ["O"])]
    assert uses["stored"] == [("escape", ["T"])]
    assert "none" not in uses
    assert [keys[0].tag for keys in found.interior_uses("passed").values()] == ["O"]
