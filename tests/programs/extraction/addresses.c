/* Addresses of variables taken before the loop, kept in globals, lists and other variables. */
#include <dsu.h>
#include <stdio.h>
struct node { int value; struct node *next; };
static struct node *head;
static int *watched;
static void push(struct node *n, int v) { n->value = v; n->next = head; head = n; }
static int sum(void) { int s = 0; for (struct node *n = head; n; n = n->next) s += n->value; return s; }
static int f(int limit)
{
    int x = 1, y = 2, *p = &x, **pp = &p;
    struct node a, b = {0}, *self = &b;
    struct { int *up; int here; } link = {&link.here, 5};
    head = NULL;
    watched = &y;
    push(&a, 10);
    push(&b, 20);
    while (x < limit) {
        update();
        **pp += 1;
        *watched += x;
        a.value++;
        self->value += 2;
        *link.up += 1;
        if (x == 4)
            *pp = &y;
        if (y > 60)
            break;
        struct node c;
        push(&c, 1000);
        y += sum() / 1000;
        head = head->next;
    }
    printf("%d %d %d %d %d %d %d\n", x, y, *p, sum(), link.here, p == &y, watched == &y);
    return x + y;
}
int main(void)
{
    int a = f(3), b = f(9);
    printf("%d %d\n", a, b);
    return 0;
}
