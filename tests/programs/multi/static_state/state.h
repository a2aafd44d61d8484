#pragma once
static struct { int hits; const char *who; } tally = {10, "nobody"};
static int table[3] = {1, 2, 3};
static inline int per_unit(void) { static int calls; return ++calls; }
int b_next(void), c_next(void), b_table(int), b_per_unit(void), c_per_unit(void);
const char *b_tally(void), *c_tally(void);
