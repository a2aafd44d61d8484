/* An event loop over a virtual clock with update points: timers in a heap of struct pointers. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>

struct loop_;
struct timer { long due; int id, period; void (*fire)(struct timer *, struct loop_ *); };
struct loop_ { struct timer *heap[16]; int n; long now; int fired; } loop;
typedef struct loop_ loop_t;

static void add(loop_t *l, struct timer *t)
{
    int i = l->n++;
    for (; i && l->heap[(i - 1) / 2]->due > t->due; i = (i - 1) / 2)
        l->heap[i] = l->heap[(i - 1) / 2];
    l->heap[i] = t;
}
static struct timer *take(loop_t *l)
{
    struct timer *top = l->heap[0], *last = l->heap[--l->n];
    int i = 0;
    for (int c; (c = 2 * i + 1) < l->n; i = c) {
        c += c + 1 < l->n && l->heap[c + 1]->due < l->heap[c]->due;
        if (l->heap[c]->due >= last->due)
            break;
        l->heap[i] = l->heap[c];
    }
    l->heap[i] = last;
    return top;
}
static void tick(struct timer *t, struct loop_ *l)
{
    printf("%ld:%d ", l->now, t->id);
    l->fired++;
    if (t->period) {
        t->due += t->period;
        add(l, t);
    } else
        free(t);
}
static void start(int id, long due, int period)
{
    struct timer *t = malloc(sizeof *t);
    *t = (struct timer){due, id, period, tick};
    add(&loop, t);
}

int main(void)
{
    start(1, 5, 7), start(2, 3, 0), start(3, 4, 10), start(4, 41, 0);
    while (loop.n && loop.now < 40) {
        dsu_update();
        struct timer *t = take(&loop);
        loop.now = t->due;
        if (loop.now <= 40)
            t->fire(t, &loop);
    }
    printf("\n%d %d\n", loop.fired, loop.n);
    return 0;
}
