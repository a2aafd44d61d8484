/* A caller keeps a pointer to a member in a local variable; it is read after the call. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char name[8]; int x; };
#else
struct T { int x; char name[8]; };
#endif
struct T t;
void step(void) {
    update(); // @later struct T
}
int main(void) {
    int *inside = &t.x;
    *inside = 41;
    step();
    ++*inside;
    inside = 0;
    update(); // @later struct T
    printf("%d\n", t.x);
    update(); // @now
    return 0;
}
