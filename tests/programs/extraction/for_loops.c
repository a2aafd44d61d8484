/* for loops: the step runs after continue, variables of the head, heads with parts left out. */
#include <dsu.h>
#include <stdio.h>
static int steps;
static int step(int *i) { steps++; return *i += 2; }
int main(void)
{
    int i, total = 0;
    for (i = 0; i < 10; step(&i)) {
        if (i == 4)
            continue;
        total += i;
        update();
    }
    printf("%d %d %d\n", i, total, steps);
    for (int i = 0, j = 10; i < j; i++, --j) {
        update();
        total += i * j;
        if (i == 1)
            continue;
        total++;
    }
    for (const char *p = "hello", *q = p + 3; p < q; p++)
        update(), total += *p;
    for (;;) {
        update();
        if (++i > 14)
            break;
    }
    for (; i > 0;) {
        i -= 4;
        dsu_update();
    }
    for (int k = 3; ; update())
        if (k-- == 0)
            break;
    for (unsigned char c = 250; c > 5; c++)
        update(), total += c;
    for (double d = 0; d < 2; d += 0.5, update())
        total += (int)(d * 2);
    printf("%d %d %d\n", i, total, steps);
    return total % 50;
}
