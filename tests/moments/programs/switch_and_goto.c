/* Control that goes back: the point is behind the use in the text, and before it in time. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { double d; int x; };
#else
struct T { int x; };
#endif
struct T t;
void show(void) { printf("%d\n", t.x); }
int run(int n) {
#pragma dsu no_extract
again:
    t.x += n;
    switch (n) {
    case 3:
        n = 2;
        update(); // @later struct T
        goto again;
    case 2:
        n--;
        update(); // @later struct T
        goto again;
    default:
        break;
    }
    update(); // @now
    return n;
}
int main(void) {
    int last = run(3);
    printf("%d ", last);
    show();
    return 0;
}
