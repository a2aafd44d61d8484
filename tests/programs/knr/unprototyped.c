/* Calls through unprototyped declarations and pointers; implicit function declarations resolved later. */
#include <stdio.h>

int twice();
double half();
static int (*table[])() = {twice};
struct ops { int (*f)(); double (*g)(); } ops = {twice, half};

static int call(int (*f)(), int x) { return f(x) + (*f)(x + 1); }

int main(void)
{
    printf("%d %.2f\n", twice(4), half(5.0));
    printf("%d %d\n", call(twice, 10), table[0](3));
    printf("%d %.2f\n", ops.f(8), ops.g(9.0));
    printf("%d\n", late(6));
    return later_still() - 3;
}

int twice(int x) { return 2 * x; }
double half(double d) { return d / 2; }
int late(int x) { return x * 100; }
int later_still(void) { return 3; }
