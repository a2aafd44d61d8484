/* A type outgrows its room: the objects of an array stay where they are, and so do those behind them. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { long before[2]; int x; long behind[6]; };
#else
struct T { int x; };
#endif
struct T list[3] = {{.x = 1}, {.x = 2}, {.x = 3}};
int guard = 7;
#if V
int next(int i) { return list[i].x++ + (int)list[i].before[1] + (int)list[i].behind[5]; }
#else
int next(int i) { return list[i].x++; }
#endif
int main(void) {
    for (int i = 0; i < 6; i++) {
        printf("%d %d\n", next(i % 3), guard);
        update(); // @now
    }
    return 0;
}
