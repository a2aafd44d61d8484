/* AVL tree with rotations over struct pointers held in struct values. */
#include <stdio.h>
#include <stdlib.h>

struct node { int key, height; struct node *l, *r; };
struct stats { int nodes, rotations; } stats;

static int height(struct node *n) { return n ? n->height : 0; }
static void fix(struct node *n) { int a = height(n->l), b = height(n->r); n->height = 1 + (a > b ? a : b); }
static struct node *rotate(struct node *n, int right)
{
    struct node *up = right ? n->l : n->r;
    struct node **inner = right ? &up->r : &up->l;
    *(right ? &n->l : &n->r) = *inner;
    *inner = n;
    fix(n), fix(up);
    stats.rotations++;
    return up;
}
static struct node *insert(struct node *n, int key)
{
    if (!n) {
        n = malloc(sizeof *n);
        *n = (struct node){key, 1};
        stats.nodes++;
        return n;
    }
    if (key < n->key)
        n->l = insert(n->l, key);
    else if (key > n->key)
        n->r = insert(n->r, key);
    fix(n);
    int balance = height(n->l) - height(n->r);
    if (balance > 1) {
        if (key > n->l->key)
            n->l = rotate(n->l, 0);
        return rotate(n, 1);
    }
    if (balance < -1) {
        if (key < n->r->key)
            n->r = rotate(n->r, 1);
        return rotate(n, 0);
    }
    return n;
}
static long walk(struct node *n, long acc)
{
    if (!n)
        return acc;
    acc = walk(n->l, acc) * 31 + n->key;
    acc = walk(n->r, acc) % 1000003;
    free(n);
    return acc;
}

int main(void)
{
    struct node *root = NULL;
    for (int i = 1; i <= 200; i++)
        root = insert(root, i * 37 % 211);
    printf("%d %d %d %d\n", root->height, root->key, stats.nodes, stats.rotations);
    printf("%ld\n", walk(root, 0));
    return 0;
}
