/* A header's bodies for inlining only; the definitions that count are in another file. */
#include "shapes.h"
#include <stdio.h>

int main(void)
{
    struct shape s = {3, 4};
    int (*measure)(const struct shape *) = area;
    printf("%d %d %d\n", area(&s), measure(&s), twice(21));
    return 0;
}
