/* Comma, short circuit, conditional operator chains, Elvis operator, increments with clear sequence points. */
#include <stdio.h>

struct s { int a; };
static int log_[16], n;
static int t(int v) { log_[n++] = v; return v; }

int main(void)
{
    int a = (t(1), t(2), t(3));
    int b = t(0) && t(99) || t(4);
    int c = t(5) || t(98);
    int d = t(6) ? t(7) : t(97);
    int e = t(8) ?: t(96), f = t(0) ?: t(9);
    printf("%d %d %d %d %d %d:", a, b, c, d, e, f);
    for (int i = 0; i < n; i++)
        printf(" %d", log_[i]);
    printf("\n");
    struct s arr[3] = {{1}, {2}, {3}}, *p = arr;
    int v = p++->a;
    v = v * 10 + (++p)->a;
    v = v * 10 + p--->a;
    v = v * 10 + --p->a;
    printf("%d %d\n", v, (int)(p - arr));
    int i = 0, j = 10;
    for (i = 0, j = 10; i < j; i++, j -= 2)
        ;
    printf("%d %d\n", i, j);
    return 0;
}
