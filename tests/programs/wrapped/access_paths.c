/* Every way to reach a member: ., ->, [], unary *, &, casts, conditional, comma, calls, chains. */
#include <stdio.h>
#include <stdlib.h>

struct in { int a, b[3]; };
struct t { int x; struct in in; struct in ins[2]; struct t *up; struct in *pin; };

static struct t g = {1, {2, {3, 4, 5}}, {{6, {7}}, {8, {9}}}, &g, &g.in};
static struct t *gp = &g, **gpp = &gp;
static struct t arr[2][2];
static struct t *get(void) { return &g; }
static struct t copy(void) { return g; }
static struct in *inner(struct t *t, int i) { return i < 0 ? &t->in : &t->ins[i]; }
static void *opaque(void) { return &g; }

int main(int argc, char **argv)
{
    struct t l = g, *p = &l;
    int sum = 0;
    sum += g.x + gp->x + (*gp).x + (*gpp)->x + (**gpp).x + (&g)->x + (*&g).x + gp[0].x + (gp + 0)->x + 0[gp].x;
    sum += get()->in.b[1] + copy().in.b[2] + (*get()).ins[1].a + copy().ins[0].b[0] + get()[0].pin->b[0];
    sum += ((struct t *)opaque())->ins[0].a + (*(struct t *)opaque()).x;
    sum += (argc > 9 ? &l : gp)->x + (argc > 9 ? l : g).x + (argv, gp)->x + (argv, g).x + (p = gp)->x;
    sum += (l = g).x;
    printf("%d\n", sum);
    p = &l;
    p->up->up->up->in.b[p->in.a - 1] = 50;
    (*inner(p, 1)).b[2] = inner(gp, -1)->b[1];
    int *q = &p->ins[1].b[2], *r = p->ins[1].b;
    *q += r[2] + *(p->ins[1].b + 2) + (&p->ins[1].b[1])[1];
    printf("%d %d %d\n", l.ins[1].b[2], g.in.b[1], (int)(q - r));
    arr[1][0] = l;
    arr[0][1] = *p;
    struct t (*row)[2] = arr + 1;
    (*row)[1].x = 7, row[-1][0].x = 8, (&arr[1][1])[-1].x++;
    printf("%d %d %d %d\n", arr[0][0].x, arr[0][1].ins[1].b[2], arr[1][0].x, arr[1][1].x);
    struct t *walk = arr[0];
    sum = walk++->x, sum = sum * 10 + walk++->x, sum = sum * 10 + (++walk)->x, sum = sum * 10 + (--walk)->x;
    sum = sum * 10 + (*walk--).x;
    printf("%d\n", sum);
    struct in moved = *inner(&l, 0);
    *inner(&l, -1) = moved, *inner(&l, 1) = *inner(&l, -1);
    printf("%d %d\n", l.in.a, l.ins[1].a);
    return g.in.a;
}
