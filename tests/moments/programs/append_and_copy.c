/* Old code assigns whole objects that have grown at their end. SLOP: 8 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct point { int x, y; int z; };
#else
struct point { int x, y; };
#endif
struct point moved(struct point p) {
    p.x++;
    update(); // @now
    p.y += p.x;
    return p;
}
int main(void) {
    struct point a = {.x = 1, .y = 2}, b;
    b = moved(a);
    update(); // @now
    a = moved(b);
    printf("%d %d %d %d\n", a.x, a.y, b.x, b.y);
    return 0;
}
