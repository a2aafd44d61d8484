/* A pointer into an element that has been looked at, while the elements change places: some of them are not
 * converted yet, and the comparison looks at what stays where it is. SLOP: 32 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct T { int key; int before; int y; };
#else
struct T { int key; int y; };
#endif
struct T t[4] = {{.key = 4, .y = 1}, {.key = 3, .y = 2}, {.key = 2, .y = 3}, {.key = 1, .y = 4}};
int compare(const void *a, const void *b) { return ((const struct T *)a)->key - ((const struct T *)b)->key; }
void sort(void) {
    int *inside = &t[0].y;
    ++*inside;
    qsort(t, sizeof t / sizeof t[0], sizeof t[0], compare);
    ++*inside;
    t[0].key += 10;
}
int sum(struct T *p) { return p->key * 100 + p->y; }
int main(void) {
    for (int i = 0; i < 4; i++) {
        sort();
        printf("%d\n", sum(&t[0]));
        update(); // @now
    }
    for (int i = 0; i < 4; i++) printf("%d\n", sum(&t[i]));
    return 0;
}
