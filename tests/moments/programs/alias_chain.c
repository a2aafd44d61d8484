/* The address of a member goes through functions that do not know the type, and comes back. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct pair { double b; int a; };
#else
struct pair { int a; double b; };
#endif
struct pair *last;
void touch(struct pair *p) { p->b++; }
int *same(int *p) {
    update(); // @later struct pair
    return p;
}
int *twice(int *p) { return same(same(p)); }
void set(int *p, int n) {
    int *q = twice(p);
    update(); // @later struct pair
    touch(last);
    *q = n;
}
int get(struct pair *p) { return p->a; }
int main(void) {
    struct pair p = {.a = 0, .b = 1.5};
    last = &p;
    set(&p.a, 5);
    touch(&p);
    set(&p.a, 6);
    printf("%d\n", get(&p));
    update(); // @now
    return 0;
}
