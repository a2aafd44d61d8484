/* A pointer to the function is kept: it would be called with the old arguments.
 * REFUSED: its address was taken */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
int scaled(int *n) { return *n * 2; }
#else
int scaled(int n) { return n * 2; }
#endif
int (*by_pointer)(int);
int call(int n) { return by_pointer(n); }
#if V
int other(int n) { return n * 2; }
void keep(void) { by_pointer = other; }
#else
void keep(void) { by_pointer = scaled; }
#endif
int main(void) {
    keep();
    for (int i = 0; i < 3; i++) {
        update(); // @now
        printf("%d\n", call(i));
    }
    return 0;
}
