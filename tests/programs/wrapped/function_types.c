/* Functions whose types mention wrapped structs: pointers, arrays of them, callbacks, variadic, K&R, returned pointers. */
#include <stdarg.h>
#include <stdio.h>

struct p { int x, y; };
typedef struct p (*maker)(int, int);
typedef int visitor(struct p, void *);
struct ops { maker make; visitor *visit; struct p *(*best)(struct p *, int); void (*scale)(struct p *, struct p); };

static struct p mk(int x, int y) { return (struct p){x, y}; }
static struct p flip(int x, int y) { return mk(y, x); }
static int sum(struct p p, void *acc) { *(struct p *)acc = (struct p){((struct p *)acc)->x + p.x, ((struct p *)acc)->y + p.y}; return p.x > 5; }
static struct p *best(struct p *v, int n) { struct p *b = v; while (n--) if (v[n].x > b->x) b = v + n; return b; }
static void scale(p, by)
    struct p *p;
    struct p by;
{
    p->x *= by.x, p->y *= by.y;
}
static int each(struct p *v, int n, visitor *f, void *arg) { int r = 0; for (int i = 0; i < n; i++) r += f(v[i], arg); return r; }
static struct p fold(int n, ...)
{
    va_list ap;
    struct p acc = {0, 1};
    va_start(ap, n);
    while (n--) {
        maker m = va_arg(ap, maker);
        struct p *q = va_arg(ap, struct p *);
        acc = m(acc.x + q->x, acc.y * q->y);
    }
    va_end(ap);
    return acc;
}
static struct p (*(*choose(int k))(void))(int, int);
static maker first(void) { return mk; }
static maker second(void) { return flip; }
static struct p (*(*choose(int k))(void))(int, int) { return k ? second : first; }
static const struct ops table[2] = {{mk, sum, best, scale}, {.make = flip, .scale = scale, .visit = sum, .best = best}};

int main(void)
{
    struct p v[4] = {{1, 2}, {9, 3}, {4, 4}}, acc = {0};
    v[3] = table[1].make(6, 5);
    int r = each(v, 4, table->visit, &acc);
    printf("%d %d %d\n", r, acc.x, acc.y);
    table[0].scale(table[0].best(v, 4), mk(2, 3));
    printf("%d %d\n", v[1].x, v[1].y);
    acc = fold(3, mk, &v[0], flip, &v[2], table[1].make, v + 3);
    printf("%d %d\n", acc.x, acc.y);
    printf("%d %d\n", choose(0)()(1, 2).x, choose(1)()(1, 2).x);
    maker local[] = {mk, flip, table[0].make};
    printf("%d %d\n", local[0] == local[2], local[1](3, 4).x);
    struct ops o = table[1];
    o.make = o.make == flip ? mk : flip;
    printf("%d\n", o.make(8, 9).y);
    return (*o.best)(v, 4)->x;
}
