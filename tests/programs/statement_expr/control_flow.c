/* return, break, continue and goto leaving a statement expression. */
#include <stdio.h>

#define TRY(e) ({ int r_ = (e); if (r_ < 0) return r_; r_; })
#define NEXT_IF(c) ({ if (c) continue; 0; })
#define STOP_IF(c) ({ if (c) break; 1; })

static int step(int n) { return n > 3 ? -n : n; }
static int run(int n)
{
    int total = TRY(step(n)) + TRY(step(n + 1));
    return total * 10;
}
static int loop(void)
{
    int s = 0;
    for (int i = 0; i < 100; i++) {
        s += NEXT_IF(i % 2);
        s += STOP_IF(i > 20) * i;
    }
    return s;
}
static int jump(int n)
{
again:
    n = ({ if (n < 10) { n += 4; goto again; } n; });
    ({ if (n == 11) goto out; });
    n += 100;
out:
    return n;
}

int main(void)
{
    printf("%d %d %d\n", run(1), run(3), run(9));
    printf("%d %d %d\n", loop(), jump(3), jump(2));
    return 0;
}
