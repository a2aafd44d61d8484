/* Returning from inside: structs, pointers, doubles, nothing, a constant type, functions. */
#include <dsu.h>
#include <stdio.h>
struct point { int x, y; char name[8]; };
typedef int (*handler)(int);
static int twice(int n) { return 2 * n; }
static int thrice(int n) { return 3 * n; }
static struct point search(int n)
{
    struct point p = {0, n, "start"};
    while (p.x < 100) {
        update();
        if (p.x * p.x > n)
            return p;
        if (p.x == 7)
            return (struct point){7, 7, "seven"};
        p.x++;
    }
    p.name[0] = 'S';
    return p;
}
static const char *word(int n)
{
    for (int i = 0; i < 4; i++) {
        update();
        if (i == n)
            return i % 2 ? "odd" : "even";
    }
    return 0;
}
static double half(double d)
{
    while (d > 1) {
        d /= 2;
        update();
        if (d < 1.5)
            return d;
    }
    return -d;
}
static int calls;
static void nothing(int n)
{
    for (;;) {
        update();
        calls++;
        if (n-- == 0)
            return;
        if (n > 4)
            break;
    }
    calls += 100;
}
static handler choose(int n)
{
    do {
        update();
        if (n == 2)
            return twice;
    } while (--n > 0);
    return thrice;
}
static int (*plain(int n))(int)
{
    while (n) {
        update();
        n--;
        if (n == 3)
            return &twice;
    }
    return thrice;
}
static const int constant(int n) { while (1) { update(); if (n > 2) return n; n++; } }
static void tail(int *out) { while (*out < 5) { update(); ++*out; } }
int main(void)
{
    struct point a = search(10), b = search(1000), c = search(-1);
    printf("%d %s %d %s %d %s\n", a.x, a.name, b.x, b.name, c.x, c.name);
    printf("%s %s %s\n", word(1), word(2), word(9) ? "?" : "none");
    printf("%g %g %g\n", half(100), half(0.25), half(3));
    nothing(3), nothing(9);
    int t = 0;
    tail(&t);
    printf("%d %d %d %d %d\n", calls, choose(5)(4), choose(1)(4), plain(9)(5), plain(2)(5));
    printf("%d %d\n", constant(0), t);
    return search(50).x;
}
