/* Circular doubly linked list with a sentinel that is an automatic object and a member. */
#include <stdio.h>
#include <stdlib.h>

struct link { struct link *prev, *next; int v; };
struct deque { struct link ends; int length; };

static void init(struct deque *d) { d->ends.prev = d->ends.next = &d->ends; d->length = 0; }
static struct link *put(struct link *before, int v)
{
    struct link *l = malloc(sizeof *l);
    *l = (struct link){before->prev, before, v};
    l->prev->next = l;
    l->next->prev = l;
    return l;
}
static int take(struct link *l)
{
    int v = l->v;
    l->prev->next = l->next;
    l->next->prev = l->prev;
    free(l);
    return v;
}
static void push_front(struct deque *d, int v) { put(d->ends.next, v); d->length++; }
static void push_back(struct deque *d, int v) { put(&d->ends, v); d->length++; }
static int pop_front(struct deque *d) { d->length--; return take(d->ends.next); }
static int pop_back(struct deque *d) { d->length--; return take(d->ends.prev); }

static struct deque global = {{&global.ends, &global.ends, 0}, 0};

int main(void)
{
    struct deque d;
    init(&d);
    for (int i = 1; i <= 5; i++)
        (i & 1 ? push_back : push_front)(&d, i);
    for (struct link *l = d.ends.next; l != &d.ends; l = l->next)
        printf("%d ", l->v);
    printf("\n");
    push_front(&global, pop_back(&d));
    push_back(&global, pop_front(&d));
    push_back(&global, pop_front(&d));
    for (struct link *l = global.ends.prev; l != &global.ends; l = l->prev)
        printf("%d ", l->v);
    printf("\n%d %d\n", d.length, global.length);
    while (d.length)
        printf("%d ", pop_back(&d));
    while (global.length)
        pop_front(&global);
    printf("%d\n", d.ends.next == &d.ends && global.ends.prev == &global.ends);
    return 0;
}
