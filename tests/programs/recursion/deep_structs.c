/* Deep recursion passing linked stack frames by address and big structs by value. */
#include <stdio.h>

struct frame { const struct frame *up; int v; };
struct big { int v[16]; };

static int sum(const struct frame *f) { return f ? f->v + sum(f->up) : 0; }
static int down(const struct frame *up, int n)
{
    struct frame here = {up, n};
    if (n == 0)
        return sum(&here);
    return down(&here, n - 1) + (here.v == n ? 0 : 100000);
}
static struct big rotate(struct big b, int times)
{
    if (times == 0)
        return b;
    int first = b.v[0];
    for (int i = 0; i < 15; i++)
        b.v[i] = b.v[i + 1];
    b.v[15] = first + 1;
    return rotate(b, times - 1);
}

int main(void)
{
    printf("%d\n", down(NULL, 300));
    struct big b = {{0}};
    for (int i = 0; i < 16; i++)
        b.v[i] = i * i;
    struct big r = rotate(b, 35);
    for (int i = 0; i < 16; i++)
        printf("%d ", r.v[i]);
    printf("%d\n", b.v[15]);
    return 0;
}
