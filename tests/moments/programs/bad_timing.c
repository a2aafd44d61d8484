/* The slides' bad timing: foo writes through a pointer into t, whose x becomes a pointer. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { int *x; int y; };
#else
struct T { int x; int y; };
#endif
void foo(int *x) {
    update(); // @later struct T
    *x = 1;
    update(); // @later struct T
}
void call(void) {
#if V
    int z = 1;
    struct T t = {&z, 2};
    foo(t.x);
    if (*t.x != 1 || t.y != 2) puts("type error");
#else
    struct T t = {1, 2};
    update(); // @later struct T
    foo(&t.x);
    if (t.x != 1 || t.y != 2) puts("type error");
    update(); // @now
#endif
}
int main(void) {
    for (int i = 0; i < 3; i++) {
        call();
        printf("%d\n", i);
    }
    return 0;
}
