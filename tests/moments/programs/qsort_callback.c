/* qsort calls back into the program: its caller is on the stack, and sorts objects of the type. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct entry { char note[4]; int key; };
#else
struct entry { int key; char note[4]; };
#endif
int compared;
int by_key(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    compared++;
    update(); // @later struct entry
    return (x->key > y->key) - (x->key < y->key);
}
int main(void) {
    struct entry list[5] = {{.key = 3}, {.key = 1}, {.key = 5}, {.key = 2}, {.key = 4}};
    qsort(list, 5, sizeof list[0], by_key);
    for (int i = 0; i < 5; i++) printf("%d ", list[i].key);
    puts("");
    update(); // @now
    return compared == 0;
}
