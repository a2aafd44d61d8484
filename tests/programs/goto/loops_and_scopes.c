/* goto into scopes past declarations, out of nested loops, backwards over initialisers. */
#include <stdio.h>

struct s { int a; };

static int into(int k)
{
    int r = 0;
    if (k)
        goto inside;
    {
        int x = 5;
        struct s s = {7};
        r += x + s.a;
        if (0) {
inside:
            x = 100;
            s = (struct s){200};
        }
        r += x + s.a;
    }
    return r;
}
static int out(int n)
{
    int i, j, k = 0;
    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++) {
            struct s here = {i * j};
            k++;
            if (here.a == 12)
                goto found;
        }
    return -1;
found:
    return i * 100 + j * 10 + k % 10;
}
static int back(void)
{
    int n = 0, total = 0;
retry:;
    struct s fresh = {n * 2};
    total += fresh.a;
    fresh.a = 1000;
    if (++n < 4)
        goto retry;
    return total;
}
static int into_loop(int skip)
{
    int i = 5, sum = 0;
    if (skip)
        goto mid;
    for (i = 0; i < 8; i++) {
        sum += i;
mid:
        sum += 100;
    }
    return sum;
}
static int cleanup(int fail)
{
    int log = 0;
    struct s *p = &(struct s){1};
    if (fail == 1) goto err1;
    p->a = 2;
    if (fail == 2) goto err2;
    return p->a;
err2: log += 10 * p->a;
err1: log += p->a;
    return log;
}

int main(void)
{
    printf("%d %d\n", into(0), into(1));
    printf("%d %d\n", out(7), out(2));
    printf("%d\n", back());
    printf("%d %d\n", into_loop(0), into_loop(1));
    printf("%d %d %d\n", cleanup(0), cleanup(1), cleanup(2));
    return 0;
}
