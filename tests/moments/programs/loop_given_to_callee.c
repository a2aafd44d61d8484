/* The address of a loop's local is given to a function with points; a local is added to the loop. */
#define V 0
#include <dsu.h>
#include <stdio.h>
void add(int *p) { update(); *p += 1; update(); *p += 1; } // @now
int main(void) {
    int n = 0;
#if V
    char pad[64] = "";
#endif
    for (int i = 0; i < 4; i++) {
        add(&n);
#if V
        n += pad[0];
#endif
        update(); // @now
    }
    printf("%d\n", n);
    return 0;
}
