/* A pointer into an object that has been looked at, while one that is not converted yet is copied over it.
 * SLOP: 32 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <string.h>
#if V
struct T { int before; int x; int y; };
#else
struct T { int x; int y; };
#endif
struct T now = {.x = 1, .y = 2};
struct T spare[8] = {{.x = 3, .y = 4}, {.x = 5, .y = 6}, {.x = 7, .y = 8}, {.x = 9, .y = 10},
                     {.x = 11, .y = 12}, {.x = 13, .y = 14}, {.x = 15, .y = 16}, {.x = 17, .y = 18}};
int assigned(int i) {
    int *inside = &now.x;
    now = spare[i];
    ++*inside;
    return now.x * 100 + now.y;
}
int copied(int i) {
    int *inside = &now.x;
    memcpy(&now, &spare[i], sizeof now);
    ++*inside;
    return now.x * 100 + now.y;
}
struct T given(int i) { return spare[i]; }
int returned(int i) {
    int *inside = &now.x;
    now = given(i);
    ++*inside;
    now = i > 1 ? spare[i] : given(i);
    ++*inside;
    return now.x * 100 + now.y;
}
struct box { struct T t[2]; } box, boxes[4] = {{{{.x = 1, .y = 2}, {.x = 3, .y = 4}}}, {{{.x = 5, .y = 6}}}};
int boxed(int i) {
    int *inside = &box.t[1].x, *first = &box.t[0].x;
    box = boxes[i];
    ++*inside;
    memcpy(&boxes[3], &box, sizeof box);
    ++*first;
    box.t[1] = spare[i];
    ++*inside;
    return ((box.t[0].x * 10 + box.t[0].y) * 10 + box.t[1].x) * 10 + box.t[1].y + boxes[3].t[1].x;
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        printf("%d\n", assigned(i));
        printf("%d\n", copied(i + 4));
        printf("%d\n", returned(i));
        printf("%d\n", boxed(i));
        update(); // @now
    }
    return 0;
}
