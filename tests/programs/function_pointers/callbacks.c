/* Callbacks with context pointers; callbacks that call back. */
#include <stdio.h>

struct ctx { int depth; int sum; void (*again)(struct ctx *, int); };
typedef void Visit(int value, void *arg);

static void each(const int *v, int n, Visit *visit, void *arg)
{
    for (int i = 0; i < n; i++)
        visit(v[i], arg);
}

static void add_to(int value, void *arg) { *(int *)arg += value; }
static void add_ctx(int value, void *arg)
{
    struct ctx *c = arg;
    c->sum += value;
    if (c->again)
        c->again(c, value);
}

static void deeper(struct ctx *c, int value)
{
    if (value <= 0 || c->depth > 3)
        return;
    c->depth++;
    int next[] = {value - 1, value - 2};
    each(next, 2, add_ctx, c);
    c->depth--;
}

static int apply(int (*f)(int (*)(int), int), int (*g)(int), int x) { return f(g, x); }
static int inc(int x) { return x + 1; }
static int thrice(int (*g)(int), int x) { return g(g(g(x))); }

int main(void)
{
    int data[] = {1, 2, 3, 4}, total = 0;
    each(data, 4, add_to, &total);
    struct ctx c = {0, 0, deeper};
    each(data, 4, add_ctx, &c);
    printf("%d %d %d\n", total, c.sum, c.depth);
    printf("%d\n", apply(thrice, inc, 10));
    return total;
}
