/* Library functions that copy and clear objects: whatever version they are of, and by whatever name. */
#define V 0
#define _GNU_SOURCE
#include <dsu.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#if V
struct T { char before[64]; int x; int y; };
#else
struct T { int x; int y; };
#endif
struct T t[5], old[4] = {{.x = 1, .y = 2}, {.x = 3, .y = 4}, {.x = 5, .y = 6}, {.x = 7, .y = 8}};
int sum(struct T *p) { return p->x * 10 + p->y; }
void fill(int i) {
    int *inside = &t[0].x;
    bcopy(&old[i], &t[0], sizeof t[0]);
    ++*inside;
    inside = &t[1].x;
    struct T *behind = mempcpy(&t[1], &old[i], sizeof t[1]);
    ++*inside;
    memmove(behind, &t[0], sizeof *behind * 2);
    __builtin_memcpy(&t[4], &old[i], sizeof(struct T));
    printf("%d:", (int)(behind - t));
    for (int k = 0; k < 5; k++) printf(" %d", sum(&t[k]));
    bzero(&t[0], sizeof t[0]);
    memset(&t[1], 0, sizeof t[1]);
    printf(" %d %d\n", sum(&t[0]), sum(&t[1]));
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        fill(i);
        update(); // @now
    }
    return 0;
}
