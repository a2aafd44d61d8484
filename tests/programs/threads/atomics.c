/* C11 atomics and GNU __atomic builtins on integers, pointers and struct members. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

struct stats { atomic_int hits; _Atomic long total; int plain; struct node *_Atomic top; };
struct node { int v; struct node *next; };
static struct stats s = {0};
static struct node nodes[4][50];
static atomic_flag flag = ATOMIC_FLAG_INIT;

static void *work(void *arg)
{
    struct node *mine = arg;
    for (int i = 0; i < 50; i++) {
        atomic_fetch_add(&s.hits, 1);
        s.total += i;
        __atomic_add_fetch(&s.plain, 2, __ATOMIC_RELAXED);
        mine[i].v = 1;
        mine[i].next = atomic_load(&s.top);
        while (!atomic_compare_exchange_weak(&s.top, &mine[i].next, &mine[i]))
            ;
    }
    return NULL;
}

int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, work, nodes[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    int n = 0;
    for (struct node *p = s.top; p; p = p->next)
        n += p->v;
    printf("%d %ld %d %d\n", s.hits, s.total, s.plain, n);
    int expected = 200;
    int ok = atomic_compare_exchange_strong(&s.hits, &expected, 7);
    int old = atomic_exchange(&s.hits, 9);
    printf("%d %d %d\n", ok, old, atomic_load_explicit(&s.hits, memory_order_acquire));
    int a = __sync_fetch_and_add(&s.plain, 1);
    printf("%d %d %d\n", a, atomic_flag_test_and_set(&flag), __sync_bool_compare_and_swap(&s.plain, 401, 5));
    return 0;
}
