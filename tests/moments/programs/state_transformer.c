/* A new global is counted once, at the update, from what is there.
 * STATE: for (struct node *n = head; n; n = n->next) nodes++; */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
struct node { int value; struct node *next; };
struct node *head;
#if V
int nodes;
#endif
void push(int value) {
    struct node *n = malloc(sizeof *n);
    n->value = value;
    n->next = head;
    head = n;
#if V
    nodes++;
#endif
    update(); // @now
}
int length(void) {
#if V
    return nodes;
#else
    int n = 0;
    for (struct node *p = head; p; p = p->next) n++;
    return n;
#endif
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        push(i);
        update(); // @now
        printf("%d\n", length());
    }
    return 0;
}
