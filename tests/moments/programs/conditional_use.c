/* The type is used on one path only: the update waits on the way to both. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { double d; int x; };
#else
struct T { int x; };
#endif
struct T t = {.x = 2};
void touch(void) { t.x++; }
int pick(int which) {
    update(); // @later struct T
    if (which) {
        update(); // @later struct T
        touch();
        return t.x;
    }
    update(); // @now
    return -1;
}
int main(void) {
    for (int i = 0; i < 4; i++) printf("%d\n", pick(i & 1));
    return 0;
}
