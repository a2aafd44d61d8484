/* Two units with different `static helper`, `struct node` and static locals of the same names. */
#include <stdio.h>
#include "shared.h"

struct node { int v; struct node *next; };
static int counter = 100;
static int helper(int x) { static int calls; calls++; counter++; return x + calls; }

int main(void)
{
    struct node b = {2, 0}, a = {1, &b};
    int local = helper(10) + helper(20);
    printf("%d %d %d\n", local, counter, a.next->v);
    printf("%d\n", other_run(5));
    printf("%d\n", other_run(6));
    printf("%d %d\n", helper(0), shared_total);
    int (*mine)(int) = helper, (*theirs)(int) = other_helper();
    printf("%d %d %d\n", mine == theirs, mine(1), theirs(1));
    printf("%zu %zu\n", sizeof(struct node), other_node_size());
    return shared_total;
}
