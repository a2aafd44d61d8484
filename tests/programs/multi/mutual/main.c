/* Mutual recursion, callbacks and an event loop across units; a static inline of the header in both. */
#include <dsu.h>
#include <stdio.h>
#include "loop.h"

int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static void on_tick(struct loop *l, int n)
{
    printf("%d:%d ", n, clamp(n * 3));
    if (n == 4)
        loop_stop(l);
}
static struct loop main_loop = {.on_tick = on_tick};

int main(void)
{
    printf("%d %d\n", even(10), odd(10));
    int ticks = loop_run(&main_loop);
    printf("\n%d %d\n", ticks, main_loop.stopped);
    struct loop copy = main_loop;
    copy.on_tick = loop_noop;
    copy.limit = 3, copy.stopped = 0;
    dsu_update();
    return loop_run(&copy) + clamp(100);
}
