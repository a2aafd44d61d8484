/* void * contexts that always carry one type: callbacks, thread arguments, generic list of one kind, signal data. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct job { int n, result; struct job *next; };
struct counter { volatile sig_atomic_t hits; int limit; };
static struct counter counter = {0, 3};

static void on(int s) { counter.hits++; (void)s; }
static void *work(void *arg)
{
    struct job *j = arg;
    for (int i = 1; i <= j->n; i++)
        j->result += i;
    return j->next;
}
static void walk(void *start, void (*f)(void *, void *), void *ctx)
{
    for (struct job *j = start; j; j = j->next)
        f(j, ctx);
}
static void print(void *job, void *ctx) { printf("%d:%d ", ((struct job *)job)->n, ((struct job *)job)->result); ++*(int *)ctx; }

int main(void)
{
    struct job jobs[4];
    pthread_t t[4];
    int seen = 0;
    for (int i = 0; i < 4; i++) {
        jobs[i] = (struct job){(i + 1) * 10, 0, i ? &jobs[i - 1] : NULL};
        pthread_create(&t[i], NULL, work, &jobs[i]);
    }
    for (int i = 0; i < 4; i++) {
        void *next;
        pthread_join(t[i], &next);
        if (next != jobs[i].next)
            return 99;
    }
    walk(&jobs[3], print, &seen);
    printf("%d\n", seen);
    signal(SIGUSR1, on);
    while (counter.hits < counter.limit)
        raise(SIGUSR1);
    struct job *copy = malloc(sizeof *copy);
    *copy = *(struct job *)work(&jobs[1]);
    printf("%d %d %d\n", counter.hits, copy->n, jobs[1].result);
    free(copy);
    return 0;
}
