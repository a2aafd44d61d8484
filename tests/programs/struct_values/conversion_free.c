/* Struct values through pointers to pointers, arrays as queues, swap macros with typeof, struct in struct updates. */
#include <stdio.h>

#define SWAP(a, b) do { __typeof__(a) t_ = (a); (a) = (b); (b) = t_; } while (0)

struct job { int id, prio; };
struct queue { struct job items[8]; int n; };
struct pairq { struct queue lo, hi; };

static void push(struct queue *q, struct job j)
{
    int i = q->n++;
    q->items[i] = j;
    while (i > 0 && q->items[(i - 1) / 2].prio < q->items[i].prio) {
        SWAP(q->items[i], q->items[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
}
static struct job pop(struct queue *q)
{
    struct job top = q->items[0];
    q->items[0] = q->items[--q->n];
    for (int i = 0, c; (c = 2 * i + 1) < q->n; i = c) {
        if (c + 1 < q->n && q->items[c + 1].prio > q->items[c].prio)
            c++;
        if (q->items[c].prio <= q->items[i].prio)
            break;
        SWAP(q->items[c], q->items[i]);
    }
    return top;
}

int main(void)
{
    struct pairq pq = {{.n = 0}};
    for (int i = 0; i < 7; i++)
        push(i % 2 ? &pq.lo : &pq.hi, (struct job){i, (i * 5) % 7});
    struct pairq saved = pq;
    SWAP(pq.lo, pq.hi);
    struct queue *q = &pq.lo, **qq = &q;
    while ((*qq)->n)
        printf("%d:", pop(*qq).id), printf("%d ", (*qq)->n);
    printf("\n%d %d\n", saved.lo.n, saved.hi.n);
    q = &saved.lo;
    while (q->n) {
        struct job j = pop(q);
        printf("%d/%d ", j.id, j.prio);
    }
    printf("\n");
    return pq.hi.n;
}
