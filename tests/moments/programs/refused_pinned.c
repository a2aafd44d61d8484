/* A pointer to a member is kept in a global: what it points to has to stay.
 * REFUSED: struct T is pinned */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char first[40]; int x; };
#else
struct T { int x; };
#endif
struct T t;
int *kept;
void remember(void) { kept = &t.x; }
void add(int n) { *kept += n; }
int x(void) { return t.x; }
int main(void) {
    remember();
    for (int i = 0; i < 3; i++) {
        add(1);
        update(); // @now
        printf("%d\n", x());
    }
    return 0;
}
