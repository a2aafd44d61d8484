/* The loop is not taken apart: its next iteration calls with the old arguments. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
void show(const char *how, int n) { printf(how, n); }
#define SHOW(n) show("%d\n", n)
#else
void show(int n) { printf("%d\n", n); }
#define SHOW(n) show(n)
#endif
int main(void) {
#pragma dsu no_extract
    for (int i = 0; i < 4; i++) {
        update(); // @later show
        SHOW(i);
        update(); // @later show
    }
    update(); // @now
    return 0;
}
