/* container_of through offsetof: one object on several intrusive lists. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct list { struct list *prev, *next; };
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define container_of_gnu(ptr, type, member) ({ \
        const __typeof__(((type *)0)->member) *p_ = (ptr); \
        (type *)((char *)p_ - offsetof(type, member)); })
#define for_each(pos, head) for (struct list *pos = (head)->next; pos != (head); pos = pos->next)

struct proc { int pid; struct list all; char state; struct list run; struct { struct list kids; int n; } sub; };

static struct list all = {&all, &all}, run = {&run, &run};

static void add_tail(struct list *head, struct list *l)
{
    l->prev = head->prev, l->next = head;
    head->prev->next = l, head->prev = l;
}
static void del(struct list *l) { l->prev->next = l->next, l->next->prev = l->prev; }

int main(void)
{
    struct proc *init = NULL;
    for (int i = 0; i < 6; i++) {
        struct proc *p = malloc(sizeof *p);
        p->pid = i;
        p->state = "RSRSZR"[i];
        p->sub.kids.next = p->sub.kids.prev = &p->sub.kids;
        p->sub.n = 0;
        add_tail(&all, &p->all);
        if (p->state == 'R')
            add_tail(&run, &p->run);
        if (!init)
            init = p;
    }
    for_each(l, &run)
        printf("%d%c ", container_of(l, struct proc, run)->pid, container_of(l, struct proc, run)->state);
    printf("\n");
    for_each(l, &all) {
        struct proc *p = container_of_gnu(l, struct proc, all);
        init->sub.n += p->pid;
    }
    struct proc *back = container_of(&init->sub.kids, struct proc, sub.kids);
    printf("%d %d\n", back == init, back->sub.n);
    while (all.next != &all) {
        struct proc *p = container_of(all.next, struct proc, all);
        if (p->state == 'R')
            del(&p->run);
        del(&p->all);
        free(p);
    }
    return run.next == &run ? 0 : 1;
}
