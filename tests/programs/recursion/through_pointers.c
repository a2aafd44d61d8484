/* Recursion through function pointers, tables, library callbacks and variadic calls; a self-replacing function pointer. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct node { int v; struct node *kid[2]; int (*eval)(struct node *); };
static int leaf(struct node *n) { return n->v; }
static int plus(struct node *n) { return n->kid[0]->eval(n->kid[0]) + n->kid[1]->eval(n->kid[1]); }
static int lazy(struct node *n) { n->v = plus(n) * 2; n->eval = leaf; return n->v; }
static int depth_sum(int depth, ...)
{
    va_list ap;
    va_start(ap, depth);
    int v = va_arg(ap, int);
    va_end(ap);
    return depth ? v + depth_sum(depth - 1, v * 2) : v;
}
static int level, deepest;
static int nested(const void *a, const void *b)
{
    if (level < 2) {
        int v[3] = {3, 1, 2};
        level++;
        deepest = level > deepest ? level : deepest;
        qsort(v, 3, sizeof *v, nested);
        level--;
    }
    return *(const int *)a - *(const int *)b;
}
static int (*current)(int);
static int second(int n) { return n <= 0 ? 0 : n + current(n - 2); }
static int first(int n) { current = second; return n <= 0 ? 0 : n * 10 + current(n - 1); }
static int (*current)(int) = first;

int main(void)
{
    struct node a = {3, .eval = leaf}, b = {4, .eval = leaf}, s = {0, {&a, &b}, lazy}, top = {0, {&s, &s}, plus};
    printf("%d %d\n", top.eval(&top), s.eval == leaf);
    printf("%d\n", depth_sum(5, 1));
    int v[4] = {9, 7, 8, 6};
    qsort(v, 4, sizeof v[0], nested);
    printf("%d %d %d\n", v[0], v[3], deepest);
    printf("%d\n", current(7));
    return current == second;
}
