/* A queue.h-like macro list library: anonymous struct heads and entries inside user structs. */
#include <stdio.h>
#include <stdlib.h>

#define HEAD(name, type) struct name { struct type *first; struct type **last; }
#define ENTRY(type) struct { struct type *next; struct type **prev; }
#define INIT(h) ((h)->first = NULL, (h)->last = &(h)->first)
#define PUSH(h, e, f) do { \
        (e)->f.next = NULL; \
        (e)->f.prev = (h)->last; \
        *(h)->last = (e); \
        (h)->last = &(e)->f.next; \
    } while (0)
#define DROP(h, e, f) do { \
        if ((e)->f.next) (e)->f.next->f.prev = (e)->f.prev; else (h)->last = (e)->f.prev; \
        *(e)->f.prev = (e)->f.next; \
    } while (0)
#define EACH(v, h, f) for ((v) = (h)->first; (v); (v) = (v)->f.next)

struct task { int id; ENTRY(task) all; ENTRY(task) ready; };
HEAD(all_tasks, task) all;
static HEAD(, task) ready = {NULL, &ready.first};

int main(void)
{
    struct task *t;
    INIT(&all);
    for (int i = 0; i < 6; i++) {
        t = malloc(sizeof(*t));
        t->id = i;
        PUSH(&all, t, all);
        if (i % 2)
            PUSH(&ready, t, ready);
    }
    EACH(t, &all, all) {
        if (t->id == 3)
            DROP(&ready, t, ready);
        if (t->id == 5) {
            DROP(&ready, t, ready);
            PUSH(&ready, t, ready);
        }
    }
    EACH(t, &ready, ready)
        printf("%d ", t->id);
    printf("\n");
    while ((t = all.first)) {
        DROP(&all, t, all);
        printf("%d", t->id);
        free(t);
    }
    printf(" %d\n", all.last == &all.first);
    return 0;
}
