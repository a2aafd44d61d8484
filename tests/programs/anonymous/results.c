/* Functions whose results have types without a name, defined where the functions are. */
#include <stdio.h>

static enum { RED, GREEN } colour(int n) { return n ? GREEN : RED; }
enum { ONE = 1, TWO } count(void) { return TWO; }
static struct { int x, y; } *place(int x)
{
    static __typeof__(*place(0)) kept;
    kept.x = x;
    return &kept;
}

int main(void)
{
    place(3)->y = 4;
    printf("%d %d %d %d\n", colour(1), count(), ONE, place(5)->y);
    return place(6)->x - 6;
}
