/* Static variables before, in and behind the loop, of one name in several blocks, and their addresses. */
#include <dsu.h>
#include <stdio.h>
static int *kept;
static int f(int n)
{
    static int calls = 100, *where = &calls;
    static const char *const names[] = {"zero", "one", __func__};
    static struct { int hits; char last[8]; } stats;
    int local = n;
    calls++;
    while (local-- > 0) {
        static int turns;
        static char buffer[4][8];
        update();
        snprintf(buffer[turns % 4], 8, "t%d", turns);
        turns++;
        stats.hits += turns;
        snprintf(stats.last, 8, "%s", buffer[(turns + 3) % 4]);
        {
            static int turns = 1000;
            turns++;
            kept = &turns;
        }
    }
    static int turns = 50;
    turns -= n;
    printf("%d %d %d %s %d %d %s\n", calls, *where, stats.hits, stats.last, turns, *kept, names[2]);
    return turns;
}
int main(void)
{
    f(2);
    f(0);
    int r = f(5);
    for (int i = 0; i < 3; i++) {
        static long sum;
        sum += i + r;
        update();
        if (i == 2)
            printf("%ld\n", sum);
    }
    return 0;
}
