/* exit from a callback inside qsort inside a recursive function; later code never runs. */
#include <stdio.h>
#include <stdlib.h>

struct el { int k; };
static int compares;
static int cmp(const void *a, const void *b)
{
    if (++compares == 5)
        exit(21);
    return ((const struct el *)a)->k - ((const struct el *)b)->k;
}
static int go(int depth)
{
    struct el v[8] = {{5}, {3}, {8}, {1}, {9}, {2}, {7}, {4}};
    if (depth)
        return go(depth - 1) + 1;
    printf("sorting\n");
    qsort(v, 8, sizeof *v, cmp);
    printf("never\n");
    return 0;
}

int main(void)
{
    return go(3);
}
