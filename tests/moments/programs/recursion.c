/* Every activation of a recursion uses its own object when the inner ones return. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct frame { int depth; struct frame *up; int value; };
#else
struct frame { int value; };
#endif
void touch(struct frame *f) { f->value++; }
int dig(int n, int above) {
    struct frame f = {.value = n};
    if (n == 0) {
        update(); // @later struct frame
        return above;
    }
    int below = dig(n - 1, above + f.value);
    update(); // @later struct frame
    touch(&f);
    return below + f.value;
}
int main(void) {
    printf("%d\n", dig(3, 0));
    update(); // @now
    printf("%d\n", dig(2, 0));
    return 0;
}
