/* Types defined inside sizeof, casts, compound literals, typeof, parameters, offsetof, and used afterwards. */
#include <stddef.h>
#include <stdio.h>

static int by_param(struct local_param { int q; } *p, enum { PA = 3, PB } e) { return p ? p->q : e + PB; }
static struct returned { int r; } give(int r) { return (struct returned){r}; }
static int size_of(void) { return sizeof(struct in_sizeof { char c[5]; }) + sizeof(struct in_sizeof); }

int main(void)
{
    int n = (int)sizeof(enum in_enum { E1 = 40, E2 });
    printf("%d %d\n", n, E2);
    void *raw = &(struct in_literal { int a, b; }){1, 2};
    struct in_literal *l = raw, m = *(struct in_literal *)raw;
    printf("%d %d\n", l->b, m.a);
    typeof(struct in_typeof { double d; }) t = {2.5};
    struct in_typeof u = t;
    printf("%.1f %d\n", u.d, size_of());
    printf("%zu\n", offsetof(struct { char c; long x; }, x));
    printf("%d %d\n", by_param(NULL, 1), give(6).r);
    struct returned r = give(7), *pr = &r;
    for (struct returned i = {0}; i.r < 2; i.r++)
        pr->r += i.r;
    union { struct { int x; } s; int y; } v = {{9}};
    printf("%d %d\n", pr->r, v.y);
    struct { struct deep { struct deeper { int z; } d; } e; } w = {{{11}}};
    struct deeper q = w.e.d;
    struct deep p = {q};
    printf("%d %d\n", q.z, p.d.z);
    return (struct returned){8}.r;
}
