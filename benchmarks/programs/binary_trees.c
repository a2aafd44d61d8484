/* binary trees: many small heap objects, made, walked and freed. */
#include <dsu.h>
#include <stdlib.h>

struct tree {
    struct tree *left, *right;
};

static struct tree *bottom_up(int depth)
{
    struct tree *t = malloc(sizeof *t);
    if (!t)
        abort();
    t->left = depth ? bottom_up(depth - 1) : 0;
    t->right = depth ? bottom_up(depth - 1) : 0;
    return t;
}

static int check(const struct tree *t)
{
    return t->left ? 1 + check(t->left) + check(t->right) : 1;
}

static void drop(struct tree *t)
{
    if (t->left) {
        drop(t->left);
        drop(t->right);
    }
    free(t);
}

static struct tree *long_lived;

/* n rounds of short-lived trees beside a long-lived one. */
int run(int n)
{
    int sum = 0;
    long_lived = bottom_up(14);
    for (int i = 0; i < n; i++) {
        for (int depth = 4; depth <= 14; depth += 2) {
            struct tree *t = bottom_up(depth);
            sum += check(t);
            drop(t);
        }
        update();
    }
    sum += check(long_lived);
    drop(long_lived);
    return sum;
}
