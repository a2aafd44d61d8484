#include "../types.h"
static int helper(int x) { static int n; return x + ++n; }
static struct state { T last; int uses; } state;
T a_util(T t) { t.a = helper(t.a); state.last = t; state.uses++; return (T){t.a, t.b + state.uses}; }
mode_t_ mode = LATER;
