/* Brace elision: nested aggregates initialised by flat lists, strings inside, partial lists. */
#include <stdio.h>

struct pt { int x, y; };
struct box { struct pt lo, hi; char tag[4]; struct pt more[2]; };

static struct box flat = {1, 2, 3, 4, "ab", 5, 6, 7};
static struct box mixed = {{1}, 3, 4, {'q', 'r'}, {{5}, 6, 7}};
static struct box boxes[] = {1, 2, 3, 4, "one", 5, 6, 7, 8, 9, 10, {11}, "two"};
static int cube[2][2][2] = {1, 2, 3, 4, 5};
static int cube2[2][2][2] = {{1, 2, 3}, {{4}, 5}};

static void show(const struct box *b)
{
    printf("%d,%d %d,%d %s %d,%d %d,%d\n", b->lo.x, b->lo.y, b->hi.x, b->hi.y, b->tag, b->more[0].x, b->more[0].y,
           b->more[1].x, b->more[1].y);
}

int main(void)
{
    show(&flat);
    show(&mixed);
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++)
        show(&boxes[i]);
    for (int *p = &cube[0][0][0], i = 0; i < 8; i++)
        printf("%d%d ", cube[i / 4][i / 2 % 2][i % 2], cube2[i / 4][i / 2 % 2][i % 2]), (void)p;
    printf("\n");
    struct pt a = {8, 9};
    struct box auto_mixed = {a, a.x, a.y, "hey", a, 1};
    show(&auto_mixed);
    struct { struct pt p[2]; int n; } v = {a, {.y = 3}, 4};
    printf("%d %d %d %d\n", v.p[0].y, v.p[1].x, v.p[1].y, v.n);
    char text[] = {"braced"}, *more = {"scalar"};
    int scalar = {5};
    printf("%s %s %d %zu\n", text, more, scalar, sizeof text);
    return 0;
}
