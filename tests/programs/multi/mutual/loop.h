#pragma once
struct loop { void (*on_tick)(struct loop *, int); int stopped, limit; long sum; };
int even(unsigned n), odd(unsigned n);
void loop_stop(struct loop *l);
void loop_noop(struct loop *l, int n);
int loop_run(struct loop *l);
static inline int clamp(int n) { static int uses; return ++uses > 100 ? -1 : n > 10 ? 10 : n; }
