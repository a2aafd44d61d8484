/* A global gets another type, and moves; a caller still uses it where it was. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
long total;
#else
int total;
#endif
void tick(void) {
    update(); // @later total
}
void add(int n) {
    total += n;
    tick();
    total += n;
}
int main(void) {
    for (int i = 0; i < 3; i++) {
        add(i);
        printf("%d\n", (int)total);
        update(); // @now
    }
    return 0;
}
