/* Globals of an enumeration whose members get other numbers, and locals that hold them. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
enum color { NONE, BLUE, GREEN, RED };
#else
enum color { RED, GREEN, BLUE };
#endif
enum color now = GREEN;
enum color table[3] = { RED, GREEN, BLUE };
const char *name(enum color c) { return c == RED ? "red" : c == GREEN ? "green" : c == BLUE ? "blue" : "none"; }
void show(void) { printf("%s %s\n", name(now), name(table[2])); }
void next(void) { now = now == GREEN ? RED : GREEN; }
void step(void) { update(); } // @later now
int main(void) {
    for (int i = 0; i < 3; i++) {
        step();
        next();
        show();
        enum color mine = now;
        step();
        now = mine;
        show();
        update(); // @now
    }
    return 0;
}
