/* pthread_once, keys with destructors, cleanup handlers, barriers, read-write locks and cancellation. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct box { int id; struct box *prev; };
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int inits, destroyed, cleaned;

static void destroy(void *p) { pthread_mutex_lock(&m); destroyed += ((struct box *)p)->id; pthread_mutex_unlock(&m); free(p); }
static void init(void) { inits++; pthread_key_create(&key, destroy); }
static void clean(void *arg) { pthread_mutex_lock(&m); cleaned += *(int *)arg; pthread_mutex_unlock(&m); }
static void *work(void *arg)
{
    int id = (int)(long)arg;
    pthread_once(&once, init);
    struct box *b = malloc(sizeof *b);
    *b = (struct box){id};
    pthread_setspecific(key, b);
    pthread_cleanup_push(clean, &id);
    pthread_barrier_wait(&barrier);
    pthread_rwlock_rdlock(&lock);
    struct box *mine = pthread_getspecific(key);
    pthread_rwlock_unlock(&lock);
    if (mine->id % 2)
        pthread_exit((void *)(long)(mine->id * 10));
    id = mine->id;
    pthread_cleanup_pop(0);
    return (void *)(long)id;
}
static void *forever(void *arg) { for (;;) pthread_testcancel(); return arg; }

int main(void)
{
    pthread_t t[4], c;
    long sum = 0;
    pthread_barrier_init(&barrier, NULL, 4);
    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, work, (void *)(i + 1));
    for (int i = 0; i < 4; i++) {
        void *r;
        pthread_join(t[i], &r);
        sum += (long)r;
    }
    pthread_create(&c, NULL, forever, NULL);
    pthread_cancel(c);
    void *r;
    pthread_join(c, &r);
    printf("%ld %d %d %d %d\n", sum, inits, destroyed, cleaned, r == PTHREAD_CANCELED);
    return 0;
}
