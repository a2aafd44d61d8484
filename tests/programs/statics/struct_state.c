/* Static locals of struct type as generators and state holders, with const and volatile ones. */
#include <stdio.h>

struct rng { unsigned state; int used; };

static unsigned next_random(void)
{
    static struct rng r = {.state = 12345};
    r.state = r.state * 1103515245u + 12345u;
    r.used++;
    return (r.state >> 16) & 0x7fff;
}

static int parity(int x)
{
    static const signed char bits[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
    static volatile int uses;
    uses++;
    return bits[x & 15] % 2 + uses * 0;
}

static struct pair { int a, b; } step(void)
{
    static struct pair p = {0, 1};
    struct pair old = p;
    p = (struct pair){p.b, p.a + p.b};
    return old;
}

int main(void)
{
    for (int i = 0; i < 4; i++)
        printf("%u ", next_random());
    printf("\n");
    for (int i = 0; i < 8; i++)
        printf("%d", parity(i));
    printf("\n");
    for (int i = 0; i < 8; i++)
        printf("%d ", step().b);
    printf("\n");
    return 0;
}
