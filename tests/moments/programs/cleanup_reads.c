/* A variable that is read last by its cleanup function, at the end of the scope: it may be kept there.
 * REFUSED: is pinned */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { double more; int x; };
#else
struct T { int x; };
#endif
struct T t;
void touch(struct T *p) { p->x++; }
void bump(int **p) { *p && ++**p; }
void work(struct T *p) {
#if V
    touch(p);
    p->x++;
#else
    int *inside __attribute__((cleanup(bump))) = &p->x;
    update(); // @later struct T
    touch(p);
    if (p) return;
    puts("never");
#endif
}
void show(void) { printf("%d\n", t.x); }
int main(void) {
    for (int i = 0; i < 3; i++) {
        work(&t);
        update(); // @now
        show();
    }
    return 0;
}
