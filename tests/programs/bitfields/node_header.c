/* A heap node whose header is bit-fields: a tagged tree, with compound assignments through pointers. */
#include <stdio.h>
#include <stdlib.h>

struct node {
    unsigned kind : 2, marked : 1, refs : 5;
    unsigned value : 24;
    struct node *left, *right;
};

static struct node *make(unsigned kind, unsigned value, struct node *l, struct node *r)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        exit(9);
    *n = (struct node){.kind = kind, .value = value, .left = l, .right = r, .refs = 1};
    return n;
}

static unsigned eval(struct node *n)
{
    n->marked |= 1;
    n->refs += 3;
    switch (n->kind) {
    case 0: return n->value;
    case 1: return eval(n->left) + eval(n->right);
    case 2: return eval(n->left) * eval(n->right);
    default: return n->left ? -eval(n->left) & 0xffffff : 0;
    }
}

static int release(struct node *n)
{
    if (!n)
        return 0;
    int c = n->marked + (n->refs == 4) * 10 + release(n->left) + release(n->right);
    free(n);
    return c;
}

int main(void)
{
    struct node *t = make(1, 0, make(2, 0, make(0, 6, 0, 0), make(0, 7, 0, 0)), make(3, 0, make(0, 0xffffff, 0, 0), 0));
    printf("%u\n", eval(t));
    printf("%d\n", release(t));
    return 0;
}
