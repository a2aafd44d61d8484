#include <dsu.h>
#include "loop.h"

int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
void loop_stop(struct loop *l) { l->stopped = 1; }
void loop_noop(struct loop *l, int n) { l->sum += n; }
int loop_run(struct loop *l)
{
    int n = 0;
    while (!l->stopped && (!l->limit || n < l->limit)) {
        dsu_update();
        l->on_tick(l, ++n);
    }
    return n;
}
