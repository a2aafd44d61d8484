/* Whole structs go to functions and come back while these wait at points. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct pair { char *name; int a, b; };
#else
struct pair { int a, b; };
#endif
struct pair swapped(struct pair p) {
    struct pair q = {.a = p.b, .b = p.a};
    update(); // @later struct pair
    return q;
}
int main(void) {
    struct pair p = {.a = 1, .b = 2};
    p = swapped(p);
    printf("%d %d\n", p.a, p.b);
    update(); // @later struct pair
    p = swapped(swapped(p));
    printf("%d %d\n", p.a, p.b);
    update(); // @now
    return 0;
}
