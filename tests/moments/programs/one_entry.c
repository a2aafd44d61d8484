/* A pointer to a function was stored before the update: it leads to the new body, and equals a new one. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char before[40]; int x; };
#else
struct T { int x; };
#endif
struct T t;
void bump(void) { t.x++; }
void (*stored)(void);
#if V
int same(void) { void (*mine)(void) = bump; return stored == mine; }
#else
int same(void) { return stored == bump; }
#endif
int main(void) {
    stored = bump;
    for (int i = 0; i < 4; i++) {
        stored();
        printf("%d %d\n", t.x, same());
        update(); // @now
    }
    return 0;
}
