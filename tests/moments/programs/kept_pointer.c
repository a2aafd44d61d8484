/* A caller keeps a pointer to a member in a local variable, and writes through it after the call. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char name[40]; int x; };
#else
struct T { int x; char name[8]; };
#endif
struct T t;
void touch(void) { t.x++; }
void show(void) { printf("%d\n", t.x); }
void step(void) {
    update(); // @later struct T
    touch();
}
int main(void) {
    int *inside = &t.x;
    *inside = 41;
    step();
    *inside += 1;
    show();
    inside = 0;
    update(); // @now
    show();
    return 0;
}
