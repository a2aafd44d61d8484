/* goto back to before the loop, from the loop and from after it; a loop made of goto. */
#include <dsu.h>
#include <stdio.h>
static int tries;
static int connect_(int n) { return n * 10; }
static int work(int rounds)
{
    int total = 0, session = 0;
    goto start;
start:
    total += 1000;
again:
    session++;
    int fd = connect_(session);
    while (1) {
        update();
        total += fd;
        if (total % 7 == 3 && session < rounds)
            goto again;
        if (total > 5000)
            break;
        if (session == 4 && total % 2)
            goto out;
    }
    printf("session %d total %d\n", session, total);
    if (session < rounds) {
        total = 0;
        goto start;
    }
out:
    return total + session;
}
static int by_goto(int n)
{
    int i = 0, sum = 0;
next:
    sum += i;
    dsu_update();
    if (++i < n)
        goto next;
    if (sum > 30)
        return sum;
retry:
    sum += 5;
    if (sum % 2) { update(); goto retry; }
    return -sum;
}
int main(void)
{
    printf("%d\n", work(6));
    printf("%d %d %d\n", by_goto(3), by_goto(10), by_goto(1));
    return tries;
}
