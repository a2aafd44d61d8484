#include "state.h"
static double next(int by) { static double n = 0.5; return n += by; }
int c_next(void) { static int n; return (int)(next(++n) * 2); }
const char *c_tally(void) { static const char *n[] = {"c0", "c1"}; return n[tally.hits - 10]; }
int c_per_unit(void) { int r = per_unit(); r += per_unit(); return r + per_unit(); }
