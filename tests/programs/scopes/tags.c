/* Scopes of tags: block structs shadowing, forward tags, same tag as struct in inner scope, tags in prototypes. */
#include <stdio.h>

struct a { int v; };
struct b;
static int use_b(struct b *p);
static int outer_a(struct a *p) { return p->v; }

static int shadow(void)
{
    struct a outer = {1};
    struct a { double d; char c; } inner = {2.5, 'x'};
    struct a *p = &inner;
    return outer_a((void *)&outer) * 100 + (int)(p->d * 10) + (sizeof(struct a) == 16);
}
static int forward(void)
{
    struct b;
    struct holder { struct b *p; };
    struct b { int inner; } x = {9};
    struct holder h = {&x};
    return h.p->inner;
}
struct b { int w; struct a a; };
static int use_b(struct b *p) { return p->w + p->a.v; }

static int two_blocks(void)
{
    int r = 0;
    { struct local { int a; } l = {1}; r += l.a; }
    { struct local { char c[3]; } l = {"ab"}; r += l.c[1]; r += sizeof l; }
    { union local { int i; float f; } l = {7}; r += l.i; }
    { enum local { L = 50 }; r += L; }
    return r;
}
static int param(struct b x, struct { int q; } *y) { return x.w + (y == 0); }
typedef struct a a;
static int mixed(a a) { struct a b = a; return b.v; }

int main(void)
{
    struct b v = {3, {4}};
    printf("%d %d %d\n", shadow(), forward(), use_b(&v));
    printf("%d %d %d\n", two_blocks(), param(v, 0), mixed((a){6}));
    return 0;
}
