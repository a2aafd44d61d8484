/* The system's queue macros over user structs: LIST, STAILQ, TAILQ, with anonymous entry types. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

struct task {
    int id, prio;
    TAILQ_ENTRY(task) run;
    LIST_ENTRY(task) all;
    STAILQ_ENTRY(task) done;
};
TAILQ_HEAD(run_queue, task) runq = TAILQ_HEAD_INITIALIZER(runq);
static LIST_HEAD(, task) all = LIST_HEAD_INITIALIZER(all);
static STAILQ_HEAD(done_list, task) done = STAILQ_HEAD_INITIALIZER(done);

static struct task *task_new(int id, int prio)
{
    struct task *t = calloc(1, sizeof(*t)), *q;
    t->id = id, t->prio = prio;
    LIST_INSERT_HEAD(&all, t, all);
    TAILQ_FOREACH(q, &runq, run)
        if (q->prio < prio) {
            TAILQ_INSERT_BEFORE(q, t, run);
            return t;
        }
    TAILQ_INSERT_TAIL(&runq, t, run);
    return t;
}

int main(void)
{
    struct task *t;
    for (int i = 0; i < 7; i++)
        task_new(i, i * 3 % 5);
    while ((t = TAILQ_FIRST(&runq))) {
        TAILQ_REMOVE(&runq, t, run);
        if (t->prio-- > 2)
            TAILQ_INSERT_TAIL(&runq, t, run);
        else
            STAILQ_INSERT_TAIL(&done, t, done);
    }
    STAILQ_FOREACH(t, &done, done)
        printf("%d/%d ", t->id, t->prio);
    printf("\n");
    int n = 0;
    while (!LIST_EMPTY(&all)) {
        t = LIST_FIRST(&all);
        LIST_REMOVE(t, all);
        n = n * 7 % 1000 + t->id;
        free(t);
    }
    printf("%d %d\n", n, TAILQ_EMPTY(&runq));
    return 0;
}
