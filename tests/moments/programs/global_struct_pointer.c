/* A pointer to a type that changes, kept in a global, is no reason to wait; using it is. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct node { int flags; int value; struct node *next; };
#else
struct node { int value; struct node *next; };
#endif
struct node *head;
void push(int value) {
    struct node *n = calloc(1, sizeof *n);
    n->value = value;
    n->next = head;
    head = n;
    update(); // @now
}
int sum(void) {
    int s = 0;
    for (struct node *n = head; n; n = n->next) s += n->value;
    return s;
}
void drop(void) {
    while (head) {
        struct node *n = head;
        head = n->next;
        free(n);
    }
}
int main(void) {
    for (int i = 0; i < 4; i++) push(i);
    struct node *held = head;
    update(); // @now
    printf("%d %d\n", sum(), held == head);
    drop();
    return 0;
}
