/* Aliasing of struct copies: argument evaluated before the callee changes it, self assignment, overlap, return of globals. */
#include <stdio.h>

struct s { int a, b; struct s *link; };
static struct s g = {1, 2, &g};

static int change(struct s v) { g.a = 100; return v.a + g.a; }
static struct s bump(void) { struct s old = g; g.a++; g.b--; return old; }
static struct s *where(void) { g.b += 10; return &g; }
static struct s give(struct s *p) { return *p; }
static void both(struct s *x, struct s *y) { *x = *y; x->a++; *y = *x; }
static int two(struct s a, struct s b) { a.a += b.a; b.a = a.a; return a.a * 10 + b.b; }

int main(void)
{
    int r = change(g);
    printf("%d\n", r);
    struct s a = bump(), b = bump();
    printf("%d %d %d %d\n", a.a, b.a, g.a, g.b);
    g = give(&g);
    *where() = a;
    printf("%d %d\n", g.a, g.b);
    both(&g, &g), both(&a, &b);
    printf("%d %d %d\n", g.a, a.a, b.a);
    r = two(g, g);
    printf("%d %d\n", r, g.a);
    struct s arr[3] = {a, b, g};
    int i = 0;
    arr[i] = arr[i + 1], i++;
    arr[2] = (arr[i] = arr[2], arr[0]);
    printf("%d %d %d\n", arr[0].a, arr[1].a, arr[2].a);
    struct s x = {1, 2, &x}, y = x;
    y.link->a = 50;
    y = *y.link;
    y.link->b = y.a;
    printf("%d %d %d\n", x.a, x.b, y.b);
    (*(i ? &x : &y)).link = &y;
    x.link->link = &x;
    return x.link->link->a;
}
