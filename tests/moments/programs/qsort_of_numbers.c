/* The callback knows nothing of the type; the caller of qsort still holds a value of it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct stats { long sum; int moves; };
#else
struct stats { int moves; };
#endif
int ascending(const void *a, const void *b) {
    update(); // @later struct stats
    return *(const int *)a - *(const int *)b;
}
void sort(int *list, int n, struct stats *s) {
    s->moves = 1;
    qsort(list, (unsigned long)n, sizeof *list, ascending);
    s->moves++;
}
int main(void) {
    int list[] = {4, 2, 3, 1};
    struct stats s = {.moves = 0};
    sort(list, 4, &s);
    printf("%d %d %d\n", list[0], list[3], s.moves);
    return 0;
}
