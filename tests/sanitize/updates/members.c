/* Members of every kind carry over: bit-fields, anonymous and union members, tables, strong alignment. */
#include <stdlib.h>
#include <string.h>

void failed(const char *what, int line);
#define CHECK(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))

enum colour { RED, GREEN, BLUE };
#if V == 0
struct cell { char tag; short n; };
struct thing {
    unsigned a : 3, b : 5;
    int : 0;
    signed c : 4;
    _Bool yes;
    union { int i; float f; } u;
    struct { int x, y; };
    enum colour colour;
    char name[8];
    struct cell cells[2][3];
    int (*weight)(struct thing *);
    const char *label;
    struct { int deep; } *unnamed;
};
#elif V == 1
struct cell { short n; char tag; char text[30]; };
struct thing {
    const char *label;
    struct { int deep; } *unnamed;
    long long a : 40;
    unsigned b : 5;
    signed c : 4;
    _Bool yes;
    union { int i; float f; } u;
    struct { int x, y, z; };
    enum colour colour;
    char name[16];
    struct cell cells[2][3];
    int (*weight)(struct thing *);
    double more[4];
};
#elif V == 2
struct cell { long n; char tag; };
struct thing {
    char line[64];
    unsigned b : 6;
    int a, c;
    char yes;
    enum colour colour;
    int x, y;
    struct cell cells[2][3];
    char name[12];
    union { int i; float f; } u;
    int (*weight)(struct thing *);
    const char *label;
    struct { int deep; } *unnamed;
};
#elif V == 3
struct cell { short n; char tag; };
struct thing {
    int a, b, c, x, y, yes;
    long double big;
    enum colour colour;
    char name[12];
    union { int i; float f; } u;
    struct cell cells[2][3];
    int (*weight)(struct thing *);
    const char *label;
    struct { int deep; } *unnamed;
};
#else
struct cell { short n; char tag; char text[3]; int wide; };
struct thing {
    int a, b, c, x, y, yes;
    enum colour colour;
    char name[12];
    union { int i; float f; } u;
    struct cell cells[2][3];
    int (*weight)(struct thing *);
    const char *label;
    struct { int deep; } *unnamed;
};
#endif

static int weight(struct thing *t) { return (int)(t->a + t->b); }
static struct thing one = {.a = 3, .b = 9, .c = -2, .yes = 1, .u = {.i = 7}, .x = 5, .y = 6, .colour = BLUE,
                           .name = "one", .cells = {{{.n = 1}, {.n = 2, .tag = 't'}}, {[2] = {.n = 6}}},
                           .weight = weight, .label = "first"};
static struct thing *heap, *array;
static const struct cell table[] = {{.n = 10, .tag = 'a'}, {.n = 20, .tag = 'b'}};

static struct thing same(struct thing t) { return t; }
static int sum(struct thing t)
{
    int total = 0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            total += (int)t.cells[i][j].n;
    return total;
}

static void check(struct thing *t)
{
    CHECK(t->a == 3 && t->b == 9 && t->c == -2 && t->yes == 1 && t->x == 5 && t->y == 6);
    CHECK(t->colour == BLUE && strcmp(t->name, "one") == 0 && strcmp(t->label, "first") == 0);
    CHECK(t->weight(t) == 12 && t->u.i == 7);
    CHECK(t->cells[0][0].n == 1 && t->cells[0][1].tag == 't' && t->cells[1][2].n == 6 && t->cells[1][0].n == 0);
    CHECK(sum(*t) == 9 && sum(same(*t)) == 9 && same(*t).cells[0][1].n == 2);
}

static void use(struct thing *t)
{
    struct thing copy = *t, pair[2];
    check(&copy);
    pair[0] = copy;
    pair[1] = same(pair[0]);
    check(&pair[1]);
    copy.cells[0][0] = copy.cells[1][2];
    CHECK(copy.cells[0][0].n == 6);
    struct cell mine = copy.cells[0][1], all[2][3];
    memcpy(all, copy.cells, sizeof all);
    CHECK(mine.tag == 't' && all[1][2].n == 6);
    check(t);
    *t = pair[0];
    copy.b = 1;
    copy.a++;
    CHECK(copy.a == 4 && copy.b == 1);
}

int scenario(int step)
{
    if (step == 0) {
        heap = malloc(sizeof *heap);
        *heap = one;
        array = calloc(3, sizeof *array);
        for (int i = 0; i < 3; i++)
            array[i] = *heap;
    }
    check(&one);
    CHECK(one.unnamed == 0);
    use(&one);
    use(heap);
    check(&array[1]);
    use(&array[2]);
    CHECK(table[0].n == 10 && table[1].tag == 'b' && table[1].n == 20);
    struct thing *fresh = malloc(sizeof *fresh), *zero = calloc(1, sizeof *zero);
    *fresh = *heap;
    use(fresh);
    CHECK(zero->a == 0 && zero->cells[1][1].n == 0);
    *zero = *fresh;
    check(zero);
    free(zero);
    free(fresh);
    if (step == 4) {
        free(heap);
        free(array);
    }
    return 0;
}
