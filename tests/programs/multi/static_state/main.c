/* Static locals of the same name and the same function name in three units, and headers with static data in each. */
#include <stdio.h>
#include "state.h"

static int next(void) { static int n = 1; static int step[] = {1, 2}; n += step[n % 2]; return n; }
int main(void)
{
    int a = next() + next(), b = b_next() + b_next(), c = c_next() + c_next();
    printf("%d %d %d\n", a, b, c);
    tally.hits++, tally.who = "main";
    printf("%d %s %s\n", tally.hits, b_tally(), c_tally());
    printf("%d\n", table[1] + b_table(7) + table[1]);
    return per_unit() * 100 + b_per_unit() * 10 + c_per_unit();
}
