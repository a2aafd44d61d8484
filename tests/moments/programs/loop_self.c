/* A loop with a pointer into an array of its own; a local is added to it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
int main(void) {
    int a[4] = {0};
    int *p = a;
#if V
    char pad[64] = "";
    long more = 0;
#endif
    for (int i = 0; i < 4; i++) {
        *p++ = i;
#if V
        more += i + pad[0];
#endif
        update(); // @now
    }
    printf("%d %d %d %d\n", a[0], a[1], a[2], a[3]);
    return 0;
}
