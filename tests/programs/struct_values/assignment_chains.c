/* Struct assignment as an expression: chains, comma, conditional, members of results, overlapping self copies. */
#include <stdio.h>

struct s { int a; short b; char c[5]; };
static struct s g = {1, 2, "abcd"};
static struct s mk(int a) { struct s s = {a, (short)(a * 2), "new"}; return s; }
static int use(struct s s) { return s.a * 100 + s.b; }

int main(int argc, char **argv)
{
    struct s x, y, z, *p = &x;
    x = y = z = g;
    printf("%d %d %s\n", x.a, y.b, z.c);
    y.a = 50;
    printf("%d\n", (x = y).a);
    printf("%d\n", use(x = mk(3)));
    printf("%d\n", (argc > 50 ? x : y).a);
    printf("%s\n", (argc ? x : y).c);
    printf("%d\n", (x, y, z).b);
    z = (y = mk(4), x.a++, y);
    printf("%d %d\n", z.a, x.a);
    *p = *p;
    x = *&x;
    *(argc ? &x : &y) = mk(8);
    printf("%d %d\n", p->a, mk(9).c[1]);
    struct s arr[3] = {x, y, z};
    arr[0] = arr[1] = arr[2];
    arr[1].a = -1;
    printf("%d %d %d\n", arr[0].a, arr[1].a, arr[2].a);
    int i = 0;
    arr[i++] = arr[2];
    struct s t;
    t = x, x = y, y = t;
    printf("%d %d\n", x.a, y.a);
    printf("%c %zu\n", (x = g).c[2], sizeof(x = g));
    (void)x;
    (void)(argc ? x : y);
    (y);
    return (x = mk(11)).b;
}
