/* Functions whose text stays use the type that changes, next to one whose text changes. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char first[40]; int x; };
#else
struct T { int x; };
#endif
struct T t;
#if V
void touch(void) { t.x += 1 + t.first[0]; }
#else
void touch(void) { t.x += 1; }
#endif
int get(void) { return t.x; }
int main(void) {
    for (int i = 0; i < 4; i++) {
        touch();
        update(); // @now
        printf("%d\n", get());
    }
    return 0;
}
