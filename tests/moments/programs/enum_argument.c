/* Old code hands enumerators by their old numbers. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
enum color { NONE, BLUE, GREEN, RED };
#else
enum color { RED, GREEN, BLUE };
#endif
const char *name(enum color c) { return c == RED ? "red" : c == GREEN ? "green" : c == BLUE ? "blue" : "none"; }
void step(void) { update(); } // @later name
int main(void) {
    for (int i = 0; i < 3; i++) {
        step();
        printf("%s\n", name(RED));
        step();
        printf("%s\n", name(GREEN));
        update(); // @now
    }
    return 0;
}
