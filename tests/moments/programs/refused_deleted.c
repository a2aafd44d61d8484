/* The function is deleted, but a pointer to it is kept; what its last body uses has to stay.
 * REFUSED: may still be called */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char first[40]; int x; };
#else
struct T { int x; };
#endif
struct T t;
int (*kept)(void);
void touch(void) { t.x++; }
#if V
int other(void) { return t.x; }
void remember(void) { kept = other; }
#else
int peek(void) { return t.x; }
void remember(void) { kept = peek; }
#endif
int main(void) {
    remember();
    for (int i = 0; i < 3; i++) {
        update(); // @now
        touch();
        printf("%d\n", kept());
    }
    return 0;
}
