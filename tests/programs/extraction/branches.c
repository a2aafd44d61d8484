/* Loops in branches: code that goes on behind without having run the loop. */
#include <dsu.h>
#include <stdio.h>
static int f(int a, int b)
{
    int r = a;
    if (a > 5) {
        r += 1;
        if (b) {
            int t = r;
            while (t < 20) { t += b; update(); if (t == 13) goto end; }
            r += t;
        } else if (a > 8) {
            for (int i = 0; i < a; i++) { update(); r += i; if (r > 40) return r; }
            r++;
        } else
            do { r += 7; update(); } while (r < 30);
        r *= 2;
    } else if (a == 3)
        while (b-- > 0) { r += b; update(); }
    else
        r = -r;
    r += 1000;
end:
    if (r % 2) {
        while (r > 100) { r -= 100; update(); }
        return r;
    }
    return -r;
}
static void g(int a, int *out)
{
    if (a)
        for (; a < 10; a++)
            update(), ++*out;
}
int main(void)
{
    int out = 0;
    for (int a = 0; a < 12; a++) {
        for (int b = 0; b < 5; b++)
            printf("%d ", f(a, b));
        g(a, &out);
        printf("(%d)\n", out);
    }
    return 0;
}
