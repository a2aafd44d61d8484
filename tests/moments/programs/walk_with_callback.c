/* A list is walked with a callback for each node: the walker comes back to the node. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct node { long stamp; int value; struct node *next; };
#else
struct node { int value; struct node *next; };
#endif
struct node *newest;
void touch(void) { newest->value += 10; }
typedef void visit(int);
void print(int n) {
    update(); // @later struct node
    touch();
    printf("%d ", n);
}
void walk(struct node *n, visit *each) {
    for (; n; n = n->next) each(n->value);
    puts("");
}
int main(void) {
    struct node *list = 0;
    for (int i = 0; i < 3; i++) {
        struct node *n = malloc(sizeof *n);
        n->value = i;
        n->next = list;
        list = newest = n;
    }
    walk(list, print);
    update(); // @now
    walk(list, print);
    return 0;
}
