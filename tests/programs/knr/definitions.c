/* K&R definitions: default promotions, structs, function pointers, arrays, implicit int. */
#include <stdio.h>

struct pair { int a; char b; };

int add(a, b)
    int a, b;
{
    return a + b;
}

static double mix(c, f, s, p)
    char c;
    float f;
    short s;
    double *p;
{
    return c + f + s + *p;
}

struct pair swap(p, q)
    struct pair p, *q;
{
    struct pair t = *q;
    *q = p;
    t.a++;
    return t;
}

static int apply(fn, v, n)
    int (*fn)();
    int v[];
    int n;
{
    int i, r = 0;
    for (i = 0; i < n; i++)
        r = fn(r, v[i]);
    return r;
}

implicit(x) { return x * 2; }
static old_style() { return 7; }

main(argc, argv)
    int argc;
    char **argv;
{
    double d = 0.5;
    int v[3] = {1, 2, 3};
    struct pair p = {1, 'x'}, q = {10, 'y'};
    printf("%d %.2f\n", add(2, 3), mix('\1', 1.5f, 2, &d));
    p = swap(p, &q);
    printf("%d%c %d%c\n", p.a, p.b, q.a, q.b);
    printf("%d %d %d\n", apply(add, v, 3), implicit(21), old_style());
    return argc - 1;
}
