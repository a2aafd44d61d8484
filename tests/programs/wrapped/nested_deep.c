/* Wrapped within wrapped within wrapped: copies at all levels, addresses of inner objects, arrays at each level. */
#include <stdio.h>

struct a { char c; };
struct b { struct a a[2]; short s; };
struct c { struct b b[2]; struct a *pa; struct b *pb; };
struct d { struct c c, *pc; struct d *self; };

static struct d d = {{{{{{'a'}, {'b'}}, 1}, {{{'c'}, {'d'}}, 2}}, &d.c.b[1].a[0], d.c.b}, &d.c, &d};

static struct a fa(struct d x) { return x.self->c.b[0].a[1]; }
static struct b *fb(struct c *c) { return c->pb + 1; }
static struct c fc(struct d *x, char k) { x->pc->pa->c = k; return x->c; }
static int total(const struct d *x)
{
    int t = 0;
    for (const struct b *b = x->c.b; b < x->c.b + 2; b++)
        for (int i = 0; i < 2; i++)
            t = t * 3 + b->a[i].c + b->s;
    return t;
}

int main(void)
{
    struct d e = d, *pe = &e;
    printf("%c %c %d\n", fa(d).c, fb(&d.c)->a[1].c, total(&d));
    struct c c = fc(&d, 'z');
    printf("%c %c %c\n", c.b[1].a[0].c, d.c.b[1].a[0].c, e.c.b[1].a[0].c);
    pe->self = &e, pe->pc = &e.c, pe->c.pb = &e.c.b[0], pe->c.pa = &pe->self->pc->pb[1].a[1];
    pe->c.pa->c = 'Q';
    pe->c.b[0] = pe->c.b[1];
    pe->c.b[0].a[0] = fa(e);
    printf("%c%c %d %d\n", e.c.b[0].a[0].c, e.c.b[0].a[1].c, total(pe), total(&d));
    struct d ds[2] = {e, d};
    ds[0].c = ds[1].c, ds[1].c.b[0] = *fb(&ds[0].c), ds[1].c.b[0].a[1] = (struct a){'!'};
    printf("%d %d\n", total(ds), total(ds + 1));
    struct a *pa = ds[1].c.b[0].a;
    pa[1].c++, (pa + 1)->c++;
    printf("%d\n", ds[1].c.b[0].a[1].c - '!');
    return 0;
}
