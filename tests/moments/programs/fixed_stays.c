/* The old text looks at the bytes of the type, so its objects have no version word; they get none when
 * the new text leaves the bytes alone. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <string.h>
struct T { int x; int y; };
struct T list[4] = {{1, 2}, {3, 4}, {3, 4}, {3, 4}};
#if V
int same(int i) { return list[i].x == list[i + 1].x && list[i].y == list[i + 1].y; }
#else
int same(int i) { return !memcmp(&list[i], &list[i + 1], sizeof list[i]); }
#endif
int main(void) {
    for (int i = 0; i < 3; i++) {
        printf("%d\n", same(i));
        update(); // @now
    }
    return 0;
}
