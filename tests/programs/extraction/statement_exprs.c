/* Statement expressions around and in loops: points in conditions, returns and jumps out of them. */
#include <dsu.h>
#include <stdio.h>
#define POLL(c) ({ update(); (c); })
#define MAX(a, b) ({ __typeof__(a) a_ = (a), b_ = (b); a_ > b_ ? a_ : b_; })
static int f(int n)
{
    int best = 0, turns = 0;
    while (POLL(turns < n)) {
        int v = ({ if (turns == 5) goto out; if (turns == 8) return -8; turns * 7 % 5; });
        best = MAX(best, v);
        turns = ({ int t = turns; t + 1; });
        for (int i = 0; ({ update(); i < 2; }); i++)
            best += ({ if (i) continue; 1; });
    }
    best += 100;
out:
    return best + MAX(turns, 3);
}
static int g(int n)
{
    int r = ({ int s = 0; while (s < n) { s += 3; update(); } s; });
    return r + 1;
}
int main(void)
{
    printf("%d %d %d %d\n", f(0), f(3), f(7), g(10));
    return 0;
}
