/* Unusual member types: long double, __int128, _Complex, vectors of char, enum, function pointers, pointer to array, wide. */
#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum e { E0, E1 = 7 };
struct odd { char c; long double ld; __int128 i; double _Complex z; enum e e; wchar_t w[3]; int (*pa)[3]; int (*f)(struct odd *); void *v; _Bool b; char tail; };

static int three[3] = {10, 20, 30};
static int sum(struct odd *o) { return (int)o->ld + (int)(o->i >> 64) + (int)creal(o->z) + (*o->pa)[2] + o->e + o->w[1]; }
static struct odd base = {'c', 1.5L, (__int128)3 << 64, 4 + 5i, E1, L"xy", &three, sum, &base, 1, 't'};

static struct odd twist(struct odd o)
{
    o.ld *= 2, o.i <<= 1, o.z *= 1i, o.e = o.e == E1 ? E0 : E1, o.w[1]++, o.b = !o.b;
    return o;
}

int main(void)
{
    struct odd *h = malloc(sizeof *h), l[2];
    *h = twist(base);
    l[0] = *h, l[1] = twist(l[0]);
    printf("%d %d %d %d\n", base.f(&base), h->f(h), l[0].f(&l[0]), (*l[1].f)(l + 1));
    printf("%.2Lf %.1f %.1f %d%d %c%c\n", l[1].ld, creal(h->z), cimag(h->z), h->b, l[1].b, h->c, l[1].tail);
    printf("%d %ls\n", ((struct odd *)h->v)->f == sum, base.w);
    (*h->pa)[0] = 99;
    printf("%d\n", three[0]);
    free(h);
    return l[1].e;
}
