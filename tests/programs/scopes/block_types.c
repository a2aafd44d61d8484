/* Block-scope structs, enums, typedefs, unions, functions of them, static objects of block types; recursion. */
#include <stdio.h>
#include <stdlib.h>

static int build(int depth)
{
    typedef struct node { int depth; struct node *kid; } node;
    enum { LIMIT = 4 };
    static node *spare;
    static struct stats { int made, reused; } stats;
    node *n = spare;
    if (n) {
        spare = NULL;
        stats.reused++;
    } else {
        n = malloc(sizeof(node));
        stats.made++;
    }
    *n = (node){depth, NULL};
    int r = depth < LIMIT ? build(depth + 1) + n->depth : stats.made * 100 + stats.reused * 1000;
    if (!spare)
        spare = n;
    else
        free(n);
    return r;
}
static int second(void)
{
    typedef union node { long l; char c[8]; } node;
    node n = {.c = "abc"};
    node copy = n;
    struct { node a, b; } pair = {n, copy};
    return pair.b.c[2];
}
static int third(int k)
{
    struct key { int a, b; } keys[] = {{3, 1}, {1, 2}, {2, 3}};
    struct key *best = keys;
    for (struct key *p = keys; p < keys + 3; p++)
        if (p->a > k && (best->a <= k || p->a < best->a))
            best = p;
    return best->b;
}

int main(void)
{
    printf("%d\n", build(0));
    printf("%d\n", build(2));
    printf("%d %d %d\n", second(), third(0), third(2));
    return 0;
}
