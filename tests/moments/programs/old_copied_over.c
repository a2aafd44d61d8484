/* Objects that are not converted yet are copied over one that has just been looked at, by the same function
 * and by one that it calls. SLOP: 32 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { int before; int x; int y; };
#else
struct T { int x; int y; };
#endif
struct T now = {.x = 1, .y = 2};
struct T spare[8] = {{.x = 3, .y = 4}, {.x = 5, .y = 6}, {.x = 7, .y = 8}, {.x = 9, .y = 10},
                     {.x = 11, .y = 12}, {.x = 13, .y = 14}, {.x = 15, .y = 16}, {.x = 17, .y = 18}};
void refill(struct T *to, int i) { *to = spare[i]; }
int by_call(struct T *p, int i) {
    int before = p->x;
    refill(p, i);
    return before * 100 + p->y;
}
int in_place(struct T *p, int i) {
    int before = p->x;
    *p = spare[i];
    return before * 100 + p->y;
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        printf("%d\n", by_call(&now, i));
        printf("%d\n", in_place(&now, i + 4));
        update(); // @now
    }
    return 0;
}
