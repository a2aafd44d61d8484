/* while loops with update points: conditions with effects, break and continue at every depth. */
#include <dsu.h>
#include <stdio.h>
static int left = 9;
static int more(int *n) { ++*n; return left-- > 0; }
static long run(int limit)
{
    int asked = 0, turns = 0;
    long sum = 0;
    while (more(&asked) && turns < limit) {
        turns++;
        if (turns % 3 == 0) {
            update();
            continue;
        }
        for (int i = 0; i < 5; i++) {
            if (i == turns)
                break;
            if (i == 2)
                continue;
            sum += i;
            int j = 0;
            while (1) {
                if (++j > i)
                    break;
                sum += 100;
            }
        }
        if (sum > 1500)
            break;
        update();
    }
    printf("asked %d turns %d sum %ld left %d\n", asked, turns, sum, left);
    return sum;
}
int main(void)
{
    long a = run(4);
    left = 9;
    long b = run(100);
    left = 0;
    long c = run(100);
    int n = 3;
    while (update(), n-- > 0)
        ;
    while (n < 5) dsu_update(), n++;
    printf("%ld %ld %ld %d\n", a, b, c, n);
    return 0;
}
