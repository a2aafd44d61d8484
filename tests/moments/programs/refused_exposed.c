/* The type is wrapped, and the new text would look at its bytes, among which is the version word.
 * REFUSED: is wrapped in the live process */
#define V 0
#include <dsu.h>
#include <stdio.h>
struct T { int x; int y; };
struct T t[2] = {{1, 2}, {3, 4}};
#if V
int sum(void) {
    const int *word = (const int *)t;
    int all = 0;
    for (unsigned i = 0; i < sizeof t / sizeof *word; i++) all += word[i];
    return all;
}
#else
int sum(void) { return t[0].x + t[0].y + t[1].x + t[1].y; }
#endif
int main(void) {
    for (int i = 0; i < 3; i++) {
        printf("%d\n", sum());
        update(); // @now
    }
    return 0;
}
