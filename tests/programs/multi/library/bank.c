#include "bank.h"
#include <stdlib.h>

struct bank { const char *name; struct account *v; int n, cap; };
static int find_index(struct bank *b, int id)
{
    for (int i = 0; i < b->n; i++)
        if (b->v[i].id == id)
            return i;
    return -1;
}
struct bank *bank_open(const char *name)
{
    struct bank *b = malloc(sizeof *b);
    *b = (struct bank){.name = name};
    return b;
}
void bank_add(struct bank *b, struct account a)
{
    if (b->n == b->cap)
        b->v = realloc(b->v, (b->cap += 3) * sizeof *b->v);
    b->v[b->n++] = a;
}
struct account *bank_find(struct bank *b, int id)
{
    int i = find_index(b, id);
    return i < 0 ? NULL : b->v + i;
}
void bank_each(struct bank *b, void (*f)(const struct account *, void *), void *arg)
{
    for (struct account *a = b->v; a < b->v + b->n; a++)
        f(a, arg);
}
void bank_close(struct bank *b) { free(b->v); free(b); }
