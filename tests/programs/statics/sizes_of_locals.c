/* Static locals whose initialisers and lengths take the sizes of automatic objects and parameters. */
#include <stdio.h>

extern int outer;

static int fill(int param, int list[4])
{
    char buffer[30];
    struct { int a, b; } pair = {param, param};
    static int size = sizeof buffer / sizeof buffer[0];
    static char copy[sizeof buffer - 10];
    static int both = sizeof(pair.a) + sizeof list, times = 1 ? 3 : sizeof pair;
    static __typeof__(param) known = 4;
    enum { LAST = sizeof buffer - 1 };
    static int ends[LAST + 1] = {[LAST] = 9};
    extern int outer;
    static int *other = &outer, *own = &size;
    buffer[0] = (char)pair.b, copy[0]++, known++, (*own)++, ends[LAST]--, (*other)++;
    return size * 1000 + sizeof copy * 10 + both + times + known + ends[LAST] + copy[0] + buffer[0];
}

int outer = 5;

int main(void)
{
    int list[4] = {0};
    printf("%d\n", fill(1, list));
    printf("%d\n", fill(2, list));
    return outer;
}
