/* Binary search tree: recursive insert returning nodes, delete, traversal with callback, depth. */
#include <stdio.h>
#include <stdlib.h>

typedef struct tree { struct tree *kid[2]; int key, count; } tree;

static tree *insert(tree *t, int key)
{
    if (!t) {
        t = calloc(1, sizeof *t);
        t->key = key;
    }
    if (key == t->key)
        t->count++;
    else
        t->kid[key > t->key] = insert(t->kid[key > t->key], key);
    return t;
}
static tree *erase(tree *t, int key)
{
    if (!t)
        return t;
    if (key != t->key) {
        tree **k = &t->kid[key > t->key];
        *k = erase(*k, key);
        return t;
    }
    if (!t->kid[0] || !t->kid[1]) {
        tree *only = t->kid[!t->kid[0]];
        free(t);
        return only;
    }
    tree *least = t->kid[1];
    while (least->kid[0])
        least = least->kid[0];
    t->key = least->key, t->count = least->count;
    t->kid[1] = erase(t->kid[1], least->key);
    return t;
}
static int depth(const tree *t)
{
    if (!t)
        return 0;
    int l = depth(t->kid[0]), r = depth(t->kid[1]);
    return 1 + (l > r ? l : r);
}
static void each(const tree *t, void (*f)(const tree *, void *), void *arg)
{
    if (t)
        each(t->kid[0], f, arg), f(t, arg), each(t->kid[1], f, arg);
}
static void print(const tree *t, void *arg) { printf("%d*%d ", t->key, t->count), ++*(int *)arg; }

int main(void)
{
    tree *root = NULL;
    int n = 0;
    for (int i = 0, x = 1; i < 20; i++, x = x * 17 % 23)
        root = insert(root, x % 15);
    each(root, print, &n);
    printf("\n%d %d\n", n, depth(root));
    root = erase(erase(erase(root, 8), 1), 99);
    each(root, print, &n);
    printf("\n%d %d\n", n, depth(root));
    while (root)
        root = erase(root, root->key);
    return n;
}
