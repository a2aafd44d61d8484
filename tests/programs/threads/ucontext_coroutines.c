/* Coroutines by makecontext and swapcontext, each with a stack from malloc and a wrapped state. NO_SANITIZE */
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

struct co { ucontext_t ctx; char *stack; int id, value, finished; };
static ucontext_t main_ctx;
static struct co cos[3], *running;

static void yield(int v)
{
    struct co *me = running;
    me->value = v;
    swapcontext(&me->ctx, &main_ctx);
}
static void body(int id)
{
    struct { int n, limit; } l = {0, id + 2};
    for (; l.n < l.limit; l.n++)
        yield(id * 100 + l.n * l.n);
    running->finished = 1;
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        struct co *c = &cos[i];
        c->id = i, c->stack = malloc(65536);
        getcontext(&c->ctx);
        c->ctx.uc_stack.ss_sp = c->stack, c->ctx.uc_stack.ss_size = 65536, c->ctx.uc_link = &main_ctx;
        makecontext(&c->ctx, (void (*)(void))body, 1, i);
    }
    for (int left = 3; left;)
        for (int i = 0; i < 3; i++) {
            running = &cos[i];
            if (running->finished)
                continue;
            swapcontext(&main_ctx, &running->ctx);
            if (running->finished)
                left--;
            else
                printf("%d ", running->value);
        }
    printf("\n");
    return 0;
}
