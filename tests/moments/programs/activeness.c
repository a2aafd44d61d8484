/* No changed function is active at the point: its caller, whose text stays, uses the type afterwards. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct item { long weight; char tag[12]; int count; };
#else
struct item { int count; char tag[12]; };
#endif
int ticks;
void touch(struct item *i) { i->count++; }
void tick(void) {
    ticks++;
    update(); // @later struct item
}
int main(void) {
    struct item *it = malloc(sizeof *it);
    it->count = 7;
    it->tag[0] = 'a';
    tick();
    touch(it);
    printf("%d %c\n", it->count, it->tag[0]);
    tick();
    it->tag[0]++;
    printf("%d %c %d\n", it->count, it->tag[0], ticks);
    free(it);
    update(); // @now
    return 0;
}
