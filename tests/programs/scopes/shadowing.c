/* Shadowing of objects, functions, typedefs, parameters; block externs and prototypes. */
#include <stdio.h>

int x = 1;
static int f(int x) { { int x = 3; x++; { extern int x; x += 10; } } return x; }
typedef struct t { int v; } t;
static int g(void) { int t = 5; struct t s = {t}; return s.v + t; }
static int h(int f) { return f * 2; }
static int proto_inside(void) { int later(int); extern int arr[]; return later(4) + arr[1]; }
int arr[2] = {7, 8};
int later(int n) { return n * n; }

static int loop(void)
{
    int r = 0;
    for (int i = 0; i < 3; i++) {
        int i = 10;
        r += i++;
        { int r = 5; (void)r; }
    }
    for (int i = 5; i--;)
        r += i;
    return r;
}
static int self_named(void) { struct self { struct self *self; int n; } self = {&self, 2}; return self.self->self->n; }
static int cond(int n) { if (n) { int n = 5; return n; } else { int n = 6; return n; } }
static int f2(int (*f)(int), int g) { return f(g); }

int main(void)
{
    int main = 2, printf_ = 3;
    printf("%d\n", f(20));
    printf("%d %d %d\n", x, g(), h(4));
    printf("%d %d %d\n", proto_inside(), loop(), self_named());
    printf("%d %d %d %d\n", cond(0), cond(1), f2(h, 6), main + printf_);
    {
        int y = x, x = y + 1;
        printf("%d\n", x);
    }
    return 0;
}
