/* Producer and consumer with mutex and condition in a struct; results by value through pthread_join. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct item { int v; struct item *next; };
struct queue { pthread_mutex_t lock; pthread_cond_t ready; struct item *head; int closed; };
struct result { long sum; int n; };
static struct queue q = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER};

static void *consume(void *arg)
{
    struct result *r = calloc(1, sizeof *r);
    for (;;) {
        pthread_mutex_lock(&q.lock);
        while (!q.head && !q.closed)
            pthread_cond_wait(&q.ready, &q.lock);
        struct item *i = q.head;
        if (i)
            q.head = i->next;
        pthread_mutex_unlock(&q.lock);
        if (!i)
            return r;
        r->sum += i->v, r->n++;
        free(i);
    }
}

int main(void)
{
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, consume, NULL);
    for (int i = 1; i <= 500; i++) {
        struct item *it = malloc(sizeof *it);
        pthread_mutex_lock(&q.lock);
        *it = (struct item){i, q.head};
        q.head = it;
        pthread_cond_signal(&q.ready);
        pthread_mutex_unlock(&q.lock);
    }
    pthread_mutex_lock(&q.lock);
    q.closed = 1;
    pthread_cond_broadcast(&q.ready);
    pthread_mutex_unlock(&q.lock);
    long sum = 0;
    int n = 0;
    for (int i = 0; i < 2; i++) {
        void *p;
        pthread_join(t[i], &p);
        struct result r = *(struct result *)p;
        sum += r.sum, n += r.n;
        free(p);
    }
    printf("%ld %d\n", sum, n);
    return 0;
}
