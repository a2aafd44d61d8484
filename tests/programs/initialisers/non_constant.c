/* Automatic initialisers with calls, struct values, order by use, and gcc's empty braces. */
#include <stdio.h>

struct p { int x, y; };
struct line { struct p a, b; int len; };

static int calls;
static int next(void) { return ++calls; }
static struct p mk(int x, int y) { return (struct p){x, y}; }

static int area(int w, int h)
{
    struct p corner[2] = {mk(0, 0), mk(w, h)};
    struct line l = {corner[0], corner[1], .len = w + h};
    struct line copy = l, empty = {};
    copy.b.x *= 2;
    return copy.b.x * l.b.y + empty.len + l.len * 100;
}

int main(void)
{
    int one[] = {next()}, two = next();
    struct p p = {.y = two, .x = one[0]};
    struct line l = {p, mk(p.x + 1, p.y + 1), next()};
    printf("%d %d %d %d %d\n", l.a.x, l.a.y, l.b.x, l.b.y, l.len);
    printf("%d\n", area(3, 4));
    for (int i = 0; i < 3; i++) {
        struct line fresh = {.a.x = i};
        fresh.a.y += i;
        printf("%d%d%d ", fresh.a.x, fresh.a.y, fresh.len);
    }
    printf("\n");
    struct p *self = &p, arr[] = {*self, *self, p, mk(9, 9)};
    printf("%zu %d\n", sizeof arr / sizeof *arr, arr[1].y + arr[3].x);
    struct node { struct node *me; int v; } n = {&n, 4};
    printf("%d\n", n.me->me->v);
    return 0;
}
