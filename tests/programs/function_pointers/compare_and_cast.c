/* Function pointers cast to other types and back, compared, used as truth values, conditional callee. */
#include <stdint.h>
#include <stdio.h>

typedef void (*Generic)(void);
static int one(void) { return 1; }
static int two(void) { return 2; }
static long wide(long a) { return a * 3; }
static int (*chosen)(void);

static int is_one(int (*f)(void)) { return f == one; }
static uintptr_t bits(Generic g) { return (uintptr_t)g; }

int main(int argc, char **argv)
{
    Generic g = (Generic)one, h = (Generic)wide;
    printf("%d\n", ((int (*)(void))g)());
    printf("%ld\n", ((long (*)(long))h)(5));
    printf("%d %d %d\n", is_one(one), is_one(two), is_one((int (*)(void))g));
    printf("%d %d\n", chosen == 0, !chosen);
    chosen = argc > 100 ? one : two;
    printf("%d %d\n", chosen ? chosen() : -1, (argc ? one : two)());
    printf("%d\n", bits(g) == (uintptr_t)one && bits((Generic)&two) == (uintptr_t)*two);
    void *vp = (void *)(uintptr_t)two;
    printf("%d\n", ((int (*)(void))(uintptr_t)vp)());
    int (*swap[2])(void) = {one, two};
    int (*t)(void) = swap[0];
    swap[0] = swap[1];
    swap[1] = t;
    printf("%d%d\n", swap[0](), swap[1]());
    printf("%d\n", one == two);
    return 0;
}
