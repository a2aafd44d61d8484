/* Births on the heap: malloc, calloc, realloc, wrappers with casts, arrays, arrays of pointers, nested ownership. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item { int id; char *name; struct item *next; };
struct shelf { struct item *items; int n, cap; struct item **index; struct shelf *below; };
#define ALLOC(T) ((T *)calloc(1, sizeof(T)))

static void *must(void *p) { if (!p) exit(1); return p; }
static void *xmalloc(size_t n) { return must(malloc(n)); }
static struct item *item_new(int id) { struct item *i = xmalloc(sizeof *i); i->id = id; i->name = strdup("nm"); i->next = NULL; return i; }
static struct shelf *shelf_new(int cap)
{
    struct shelf *s = ALLOC(struct shelf);
    s->items = xmalloc(cap * sizeof(struct item));
    s->index = must(calloc(cap, sizeof *s->index));
    s->cap = cap;
    return s;
}
static void put(struct shelf *s, struct item *i)
{
    if (s->n == s->cap) {
        s->cap *= 2;
        s->items = must(realloc(s->items, s->cap * sizeof *s->items));
        s->index = must(realloc(s->index, s->cap * sizeof *s->index));
        for (int k = 0; k < s->n; k++)
            s->index[k] = &s->items[k];
    }
    s->items[s->n] = *i;
    s->index[s->n] = &s->items[s->n];
    if (s->n++)
        s->items[s->n - 1].next = s->index[s->n - 2];
    free(i);
}

int main(void)
{
    struct shelf *top = shelf_new(2);
    top->below = shelf_new(1);
    for (int i = 0; i < 9; i++)
        put(i % 3 ? top : top->below, item_new(i));
    for (struct shelf *s = top; s; s = s->below) {
        for (int i = s->n; i-- > 0;)
            printf("%d%s ", s->index[i]->id, s->items[i].name);
        printf("%d\n", s->cap);
    }
    struct item *copy = malloc(3 * sizeof *copy), *zero = calloc(4, sizeof(struct item));
    memcpy(copy, top->items, 3 * sizeof(*copy));
    memmove(copy + 1, copy, 2 * sizeof *copy);
    memset(&zero[2], 0, sizeof *zero);
    zero[1] = copy[2];
    printf("%d %d %d %d\n", copy[0].id, copy[1].id, zero[1].id, zero[2].name == NULL && zero[3].next == NULL);
    zero = realloc(zero, 6 * sizeof *zero);
    memset(zero + 4, 0, 2 * sizeof *zero);
    zero[5].id = 44;
    printf("%d %d\n", zero[1].id, zero[5].id + zero[4].id);
    return top->n;
}
