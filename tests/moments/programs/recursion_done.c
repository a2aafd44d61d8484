/* The activations of a recursion do not use the type any more once the inner call has begun. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct frame { double weight; int value; };
#else
struct frame { int value; };
#endif
int dig(int n, int above) {
    struct frame f = {.value = n};
    int mine = f.value;
    if (n == 0) {
        update(); // @now
        return above + mine;
    }
    return dig(n - 1, above + mine);
}
int main(void) {
    printf("%d\n", dig(3, 0));
    printf("%d\n", dig(2, 0));
    return 0;
}
