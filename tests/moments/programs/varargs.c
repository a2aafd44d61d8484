/* The point is reached with a list of variable arguments open. */
#define V 0
#include <dsu.h>
#include <stdarg.h>
#include <stdio.h>
#if V
struct T { double d; int x; };
#else
struct T { int x; };
#endif
int sum(int n, ...) {
    va_list list;
    int s = 0;
    va_start(list, n);
    while (n--) {
        s += va_arg(list, struct T *)->x;
        update(); // @later struct T
    }
    va_end(list);
    update(); // @now
    return s;
}
int main(void) {
    struct T a = {.x = 1}, b = {.x = 2};
    int first = sum(2, &a, &b);
    printf("%d\n", first);
    return 0;
}
