"""Ordinary programs keep their types free: lists, tables, arrays, objects, tagged unions."""

from __future__ import annotations

import pytest
from typefacts_support import T, check, classes

ORDINARY = {
    "list": """
struct node { int v; struct node *next; };
static struct node *head;
void push(int v) { struct node *n = malloc(sizeof(*n)); n->v = v; n->next = head; head = n; }
int sum(void) { int s = 0; for (struct node *n = head; n; n = n->next) s += n->v; return s; }
void clear(void) { while (head) { struct node *n = head; head = n->next; free(n); } }
""",
    "table": """
struct node { char key[16]; int value; struct node *next; };
struct table { struct node **slots; unsigned n; };
struct table *make(unsigned n) {
    struct table *t = malloc(sizeof(struct table));
    t->slots = calloc(n, sizeof(struct node *));
    t->n = n;
    return t;
}
struct node *find(struct table *t, const char *key) {
    for (struct node *e = t->slots[key[0] % t->n]; e; e = e->next)
        if (strcmp(e->key, key) == 0) return e;
    return NULL;
}
void put(struct table *t, const char *key, int value) {
    struct node *e = calloc(1, sizeof *e);
    snprintf(e->key, sizeof e->key, "%s", key);
    e->value = value;
    e->next = t->slots[key[0] % t->n];
    t->slots[key[0] % t->n] = e;
}
void drop(struct table *t) { free(t->slots); free(t); }
""",
    "array": """
struct node { int x, y; };
static struct node grid[10][10];
struct vec { struct node *items; int n, cap; };
void add(struct vec *v, struct node item) {
    if (v->n == v->cap) {
        v->cap = v->cap ? v->cap * 2 : 4;
        v->items = realloc(v->items, v->cap * sizeof *v->items);
    }
    v->items[v->n++] = item;
}
int cmp(const void *a, const void *b) {
    const struct node *p = a, *q = b;
    return p->x - q->x;
}
void sort(struct vec *v) { qsort(v->items, v->n, sizeof(struct node), cmp); }
struct node first(const struct vec *v) { return v->n ? v->items[0] : (struct node){0, 0}; }
void reset(struct vec *v) {
    memset(v, 0, sizeof *v);
    memcpy(&grid[0][0], &grid[1][1], sizeof grid[0][0]);
}
""",
    "objects": """
struct node;
struct ops { int (*area)(struct node *); void (*name)(const struct node *, char *, int); };
struct node { const struct ops *ops; int w, h; };
static int square(struct node *n) { return n->w * n->h; }
static void call(const struct node *n, char *to, int k) { snprintf(to, k, "%d", n->w); }
static const struct ops all[] = {{square, call}, {.area = square}};
int area(struct node *n) { return n->ops->area(n); }
int total(int n, struct node **v) { int s = 0; while (n--) s += area(v[n]); return s; }
int use(void) { struct node a = {all, 1, 2}, *b[] = {&a}; return total(1, b); }
""",
    "threads": """
struct node { int id; long result; };
static void *work(void *arg) { struct node *n = arg; n->result = n->id * 2; return n; }
long run(void) {
    struct node nodes[4];
    pthread_t threads[4];
    long sum = 0;
    for (int i = 0; i < 4; i++) {
        nodes[i].id = i;
        pthread_create(&threads[i], 0, work, &nodes[i]);
    }
    for (int i = 0; i < 4; i++) {
        void *r;
        pthread_join(threads[i], &r);
        sum += ((struct node *)r)->result;
    }
    return sum;
}
""",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_programs_are_free(name: str) -> None:
    for tag, found in classes(ORDINARY[name]).items():
        assert found.kind == "free", (tag, found.explain())


VALUE = "union V { struct T *t; char *s; long n; };\n"


@pytest.mark.parametrize(
    "text",
    [
        "int g(struct T *t) { union V v; v.t = t; return *v.s; }",
        "int g(struct T *t) { union V v = {.t = t}; return *v.s; }",
        "int g(struct T *t) { union V v = {t}; if (t) return *v.s; return 0; }",
        "int g(struct T *t) { return *(union V){.t = t}.s; }",
        "struct S { union { struct T *t; char *s; }; }; int g(struct S *s, struct T *t)\n"
        "{ s->t = t; return *s->s; }",
        "char *at(char **p) { return *p; } char *g(union V *v) { return at(&v->s); }",
        "union W { struct { int k; struct T *t; } a; struct { int k; char *s; } b; };\n"
        "int g(union W *w, struct T *t) { w->a.t = t; return *w->b.s; }",
    ],
)
def test_pointer_stored_in_one_member_and_read_from_another(text: str) -> None:
    check(T + VALUE + text, "T", "fixed", "share memory in union")


@pytest.mark.parametrize(
    "text",
    [
        "int g(union V *v, int tag) { return tag ? v->t->x : *v->s; }",
        "void a(union V *v, struct T *t) { v->t = t; } void b(union V *v) { v->s = 0; }",
        "void copy(union V *d, union V *s, int tag) { switch (tag) {\n"
        "case 1: d->t = s->t; break; case 2: d->s = s->s; break; default: d->n = s->n; } }",
        "struct S { int k; union { struct T *t; char *s; int (*f)(void); } u; };\n"
        "int g(struct S *s) { if (s->k) return s->u.t->x; else return s->u.f(); }",
    ],
)
def test_tagged_union_of_pointers(text: str) -> None:
    check(T + VALUE + text, "T", "free")
