/* A type that changes is a member of another one, by value: using the outer one uses it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct inner { long n; };
#else
struct inner { int n; };
#endif
struct outer { int id; struct inner in; int last; };
struct outer o = {.id = 1, .last = 9};
void tick(void) {
    update(); // @later struct inner
}
void only_outer(void) { o.last++; }
void show(void) { printf("%d %d\n", (int)o.in.n, o.last); }
int main(void) {
    o.in.n = 4;
    tick();
    o.in.n++;
    only_outer();
    printf("%d %d %d\n", o.id, (int)o.in.n, o.last);
    update(); // @now
    only_outer();
    update(); // @now
    show();
    return 0;
}
