/* Loops that macros make, several of them in one line, and points that macros hide. */
#include <dsu.h>
#include <stdio.h>
#define EACH(i, n) for (int i = 0; i < (n); i++)
#define POINT() do { dsu_update(); hits++; } while (0)
#define TWO(n) EACH(a, n) { POINT(); sum += a; } EACH(a, n) { POINT(); sum *= 2; EACH(b, 2) { POINT(); sum += b; } }
#define FOREVER while (1)
static int hits;
static int run(int n) { long sum = 0; TWO(n) FOREVER { POINT(); if (++sum > 20) break; } return (int)sum; }
int main(void)
{
    int r = run(2); int s = run(3); EACH(i, 2) EACH(j, 2) { POINT(); r += i * j; }
    printf("%d %d %d\n", r, s, hits);
    return 0;
}
