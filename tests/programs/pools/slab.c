/* A slab allocator: pages from malloc split into objects of any size, free list threaded through the objects. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slab { size_t size; void *free; int pages, live; };

static void *slab_alloc(struct slab *s)
{
    if (!s->free) {
        char *page = malloc(1024);
        memset(page, 0xa5, 1024);
        s->pages++;
        for (size_t off = 0; off + s->size <= 1024; off += s->size) {
            *(void **)(page + off) = s->free;
            s->free = page + off;
        }
    }
    void *p = s->free;
    s->free = *(void **)p;
    s->live++;
    return p;
}
static void slab_free(struct slab *s, void *p)
{
    *(void **)p = s->free;
    s->free = p;
    s->live--;
}

struct conn { int fd; struct conn *peer; char state; };
struct timer { long when; void (*fire)(struct timer *); };
static struct slab conns = {sizeof(struct conn)}, timers = {.size = sizeof(struct timer)};
static int fired;
static void fire(struct timer *t) { fired += t->when; slab_free(&timers, t); }

int main(void)
{
    struct conn *c[60];
    for (int i = 0; i < 60; i++) {
        c[i] = slab_alloc(&conns);
        c[i]->fd = i;
        c[i]->state = 'n';
        c[i]->peer = i ? c[i - 1] : NULL;
        struct timer *t = slab_alloc(&timers);
        t->when = i, t->fire = fire;
        if (i % 4 == 0)
            t->fire(t);
    }
    int sum = 0;
    for (struct conn *p = c[59]; p; p = p->peer)
        sum += p->fd;
    for (int i = 0; i < 60; i += 2)
        slab_free(&conns, c[i]);
    printf("%d %d %d\n", sum, conns.live, timers.live);
    printf("%d %d %d\n", conns.pages, timers.pages, fired);
    return 0;
}
