/* __thread and _Thread_local objects, static and extern, of struct type, in several threads. */
#include <pthread.h>
#include <stdio.h>

struct ctx { int id, calls; struct ctx *self; };
static __thread struct ctx ctx = {-1};
_Thread_local int shared_name = 5;
extern _Thread_local int shared_name;

static int *cell(void) { static __thread int n = 10; return &n; }
static void touch(void) { ctx.calls++; ctx.self = &ctx; shared_name += ctx.id; ++*cell(); }
static void *work(void *arg)
{
    ctx.id = *(int *)arg;
    for (int i = 0; i < 10 + ctx.id; i++)
        touch();
    *(int *)arg = ctx.calls * 1000 + shared_name * 10 + (ctx.self == &ctx) + *cell();
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    int args[3] = {1, 2, 3};
    for (int i = 0; i < 3; i++)
        if (pthread_create(&t[i], NULL, work, &args[i]))
            return 1;
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    touch();
    printf("%d %d %d\n", args[0], args[1], args[2]);
    printf("%d %d %d %d\n", ctx.id, ctx.calls, shared_name, *cell());
    return 0;
}
