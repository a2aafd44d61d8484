/* Copies of objects that have outgrown their room: each has data of its own, whatever becomes of the others. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct T { char before[64]; int x; };
#else
struct T { int x; };
#endif
struct T kept = {.x = 1};
struct T doubled(struct T t) { t.x *= 2; return t; }
void show(int i) {
    struct T mine = kept, *heap = malloc(sizeof *heap);
    *heap = mine;
    mine.x += 10;
    struct T twice = doubled(mine);
    heap->x += 100 * i;
    printf("%d %d %d %d\n", kept.x, mine.x, twice.x, heap->x);
    kept = *heap;
    free(heap);
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        show(i);
        update(); // @now
    }
    return 0;
}
