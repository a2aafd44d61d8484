/* A point among the operands of an expression: the others may come before or after it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { double d; int x; };
#else
struct T { int x; };
#endif
struct T t = {.x = 2};
int pass(int n) {
    update(); // @later struct T
    return n;
}
int main(void) {
    int sum = t.x + pass(1) + t.x;
    sum += pass(sum > 0) && t.x ? t.x : pass(0);
    printf("%d %d\n", sum, pass(t.x) + t.x);
    int last = (t.x++, pass(1));
    update(); // @later struct T
    printf("%d %d\n", last, t.x);
    return 0;
}
