#include <stddef.h>
#include "shared.h"

struct node { double weight; char name[12]; struct node *left, *right; };
static int counter = 1000;
static int helper(int x) { static int calls = 50; counter += x; return ++calls * x; }
int shared_total;

int other_run(int n)
{
    struct node l = {1.5, "leaf"}, r = {.weight = n}, top = {0, "top", &l, &r};
    shared_total += helper(n) + (int)(top.left->weight * 2 + top.right->weight);
    return counter;
}
int (*other_helper(void))(int) { return helper; }
size_t other_node_size(void) { return sizeof(struct node); }
