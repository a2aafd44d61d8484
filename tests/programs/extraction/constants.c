/* Constant variables, volatile and register ones, and how they can be used. */
#include <dsu.h>
#include <stdio.h>
typedef const int fixed;
static int count(const char *s) { int n = 0; while (s[n]) n++; return n; }
int main(int argc, char *const argv[])
{
    const int limit = 3 + argc, *const to_limit = &limit;
    const char text[] = "constant";
    const char *const table[] = {"a", "bb", text};
    fixed seven = 7;
    const struct { int a, b; } pair = {1, 2};
    const double weights[3] = {0.5, 0.25};
    register int fast = 0;
    volatile int slow = 1;
    int *restrict alone = &(int){5};
    const int n = count(text);
    while (fast < limit) {
        fast++;
        slow *= 2;
        *alone += *to_limit + seven + pair.b;
        update();
    }
    printf("%d %d %d %d %g %s %d\n", fast, slow, *alone, n, weights[0] + weights[1] + weights[2], table[2], argv[argc] == 0);
    return (int)sizeof table / (int)sizeof *table;
}
