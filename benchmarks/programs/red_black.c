/* red-black tree: insertion with rotations (left-leaning variant), lookup, deletion of it all. */
#include <dsu.h>
#include <stdlib.h>

enum colour { BLACK, RED };

struct node {
    unsigned key;
    int value;
    struct node *left, *right;
    enum colour colour;
};

static struct node *root;

static int is_red(const struct node *n)
{
    return n && n->colour == RED;
}

static struct node *fresh(unsigned key, int value)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        abort();
    n->key = key;
    n->value = value;
    n->left = n->right = 0;
    n->colour = RED;
    return n;
}

static struct node *rotate_left(struct node *n)
{
    struct node *r = n->right;
    n->right = r->left;
    r->left = n;
    r->colour = n->colour;
    n->colour = RED;
    return r;
}

static struct node *rotate_right(struct node *n)
{
    struct node *l = n->left;
    n->left = l->right;
    l->right = n;
    l->colour = n->colour;
    n->colour = RED;
    return l;
}

static void flip(struct node *n)
{
    n->colour = RED;
    n->left->colour = BLACK;
    n->right->colour = BLACK;
}

static struct node *insert(struct node *n, unsigned key, int value)
{
    if (!n)
        return fresh(key, value);
    if (key < n->key)
        n->left = insert(n->left, key, value);
    else if (key > n->key)
        n->right = insert(n->right, key, value);
    else
        n->value += value;
    if (is_red(n->right) && !is_red(n->left))
        n = rotate_left(n);
    if (is_red(n->left) && is_red(n->left->left))
        n = rotate_right(n);
    if (is_red(n->left) && is_red(n->right))
        flip(n);
    return n;
}

static struct node *find(struct node *n, unsigned key)
{
    while (n && n->key != key)
        n = key < n->key ? n->left : n->right;
    return n;
}

static int drop(struct node *n)
{
    if (!n)
        return 0;
    int count = 1 + drop(n->left) + drop(n->right);
    free(n);
    return count;
}

/* n rounds of insertions and lookups among 50,000 keys. */
int run(int n)
{
    unsigned random = 99;
    int sum = 0;
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < 1000; i++) {
            random = random * 1664525u + 1013904223u;
            unsigned key = (random >> 8) % 50000;
            if (i & 1) {
                root = insert(root, key, i);
                root->colour = BLACK;
            } else {
                struct node *found = find(root, key);
                sum += found ? found->value : -1;
            }
        }
        update();
    }
    sum += drop(root);
    root = 0;
    return sum;
}
