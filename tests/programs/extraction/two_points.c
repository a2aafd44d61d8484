/* Two and more points in one iteration, in callees too, and variables that live between them. */
#include <dsu.h>
#include <stdio.h>
struct acc { long sum; int n; };
static void note(struct acc *a, int v) { a->sum += v; dsu_update(); a->n++; }
static inline int mean(const struct acc *a) { return a->n ? (int)(a->sum / a->n) : 0; }
static inline int drain(int *q, int n) { int t = 0; while (n > 0) { t += q[--n]; update(); } return t; }
int main(void)
{
    struct acc a = {0}, b = {5, 1};
    int queue[6] = {3, 1, 4, 1, 5, 9}, at = 0;
    while (at < 6) {
        int v = queue[at];
        update();
        note(&a, v);
        if (v == 1) {
            update();
            at++;
            continue;
        }
        v *= 2;
        update();
        note(v > 5 ? &b : &a, v);
        at++;
        update();
    }
    printf("%ld %d %d, %ld %d %d, %d\n", a.sum, a.n, mean(&a), b.sum, b.n, mean(&b), drain(queue, 6));
    return 0;
}
