/* do loops: the condition after continue, constant conditions, a condition that counts. */
#include <dsu.h>
#include <stdio.h>
static int budget = 6;
static int again(void) { return budget-- > 0; }
static int f(int n)
{
    int turns = 0, skipped = 0;
    do {
        turns++;
        if (turns % 2) {
            skipped++;
            continue;
        }
        update();
        n += turns;
    } while (again() && n < 100);
    printf("turns %d skipped %d n %d budget %d\n", turns, skipped, n, budget);
    do {
        update();
        if (n > 3)
            break;
        n = -1;
    } while (0);
    do {
        if (n < 0) {
            n = 50;
            continue;
        }
        if (n-- < 45)
            return n;
        update();
    } while (1);
}
int main(void)
{
    int a = f(1);
    budget = 3;
    int b = f(98);
    budget = 0;
    int c = f(2);
    printf("%d %d %d\n", a, b, c);
    return 0;
}
