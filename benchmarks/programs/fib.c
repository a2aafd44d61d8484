/* fib: self-recursion, nothing but calls. */
#include <dsu.h>

static int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/* The sum of n rounds of fib(27). */
int run(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += fib(27 + (i & 1)) & 0xffff;
        update();
    }
    return sum;
}
