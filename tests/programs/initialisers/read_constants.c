/* Static objects initialised with members of constants, as gcc allows. */
#include <stdio.h>

struct limits { int most, least; char name[4]; };
struct outer { struct limits limits; int more; };
static const struct limits limits = {10, 1, "xy"};
static const struct limits list[] = {{1, 2, "ab"}, {3, 4, "cd"}};
static const struct outer outer = {{20, 2, "ef"}, 5};
static const int plain = 5;

static int copied = plain, most = limits.most, sum = list[1].most + list[0].least;
static char letter = list[1].name[1];
static const int *where = &list[1].least;

int main(void)
{
    static int inside = outer.limits.most * 2;
    printf("%d %d %d %c %d %d\n", copied, most, sum, letter, *where, inside);
    return outer.more - 5;
}
