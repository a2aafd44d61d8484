/* Static locals shared by recursive activations; a static pointer to an automatic object of an outer frame. */
#include <stdio.h>

struct frame { int depth; struct frame *outer; };

static int walk(int n)
{
    static int calls, deepest;
    static struct frame *top;
    struct frame f = {n, top};
    top = &f;
    calls++;
    if (n > deepest)
        deepest = n;
    int sum = 0;
    if (n < 4)
        sum = walk(n + 1) + walk(n + 2);
    for (struct frame *p = top; p; p = p->outer)
        sum += p->depth;
    top = f.outer;
    return n == 0 ? sum * 1000 + calls * 10 + deepest : sum;
}

static unsigned fib(unsigned n)
{
    static unsigned memo[50] = {0, 1};
    if (n < 2 || memo[n])
        return memo[n];
    return memo[n] = fib(n - 1) + fib(n - 2);
}

int main(void)
{
    printf("%d\n", walk(0));
    printf("%u %u\n", fib(40), fib(20));
    return 0;
}
