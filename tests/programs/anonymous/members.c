/* Anonymous structs and unions as members, two levels deep; initialisers designated and positional. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct event {
    int type;
    union {
        struct { int x, y; };
        struct { unsigned key; union { char ch; short code; }; };
        double axis;
    };
    struct { int when, where; };
};

static struct event stat = {1, {{10, 20}}, {30, 40}};
static struct event keyed = {.type = 2, .key = 65, .ch = 'A', .where = 7};

static int describe(const struct event *e)
{
    switch (e->type) {
    case 1: return printf("move %d,%d at %d/%d\n", e->x, e->y, e->when, e->where);
    case 2: return printf("key %u %c %d\n", e->key, e->ch, e->where);
    default: return printf("axis %.2f\n", e->axis);
    }
}

int main(void)
{
    struct event *e = malloc(sizeof *e);
    e->type = 3;
    e->axis = 0.25;
    e->when = 5;
    int n = describe(&stat) + describe(&keyed) + describe(e);
    *e = keyed;
    e->code = 0x4242;
    printf("%c %d\n", e->ch, e->when);
    int *px = &stat.x;
    px = &stat.y;
    *px += 2;
    printf("%d %zu %zu %zu\n", stat.y, offsetof(struct event, y), offsetof(struct event, ch), offsetof(struct event, where));
    free(e);
    return n;
}
