/* __int128, _Complex, long double, _Bool conversions in struct members and by value. */
#include <complex.h>
#include <stdio.h>

struct wide { __int128 i; unsigned __int128 u; };
struct cplx { double _Complex z; float complex f; };
struct ld { long double l; char c; };

static __int128 mul(long a, long b) { return (__int128)a * b; }
static struct wide add(struct wide a, struct wide b) { a.i += b.i; a.u *= b.u; return a; }
static double _Complex rot(double _Complex z) { return z * 1.0i; }
static struct ld half(struct ld x) { x.l /= 2; return x; }
static _Bool truth(double d) { return d; }
static void print128(__int128 v)
{
    if (v < 0)
        putchar('-'), v = -v;
    if (v > 9)
        print128(v / 10);
    putchar('0' + (int)(v % 10));
}

int main(void)
{
    struct wide w = add((struct wide){mul(1L << 62, 1L << 40), 7}, (struct wide){-1, 6});
    print128(w.i);
    printf(" %d %d\n", (int)w.u, (int)(w.i >> 100));
    struct cplx c = {1 + 2i, 3 - 1i};
    c.z = rot(c.z) + c.f;
    __real__ c.z += 10;
    printf("%.1f %.1f %.1f\n", creal(c.z), __imag__ c.z, cabs(3 + 4i));
    printf("%d\n", conj(c.z) == ~c.z);
    struct ld l = half(half((struct ld){3.0L, 'l'}));
    printf("%.3Lf %c %zu\n", l.l, l.c, sizeof l);
    printf("%d %d %d\n", truth(0.1), truth(0), (_Bool)&l);
    _Bool arr[3] = {2, 0, -1};
    printf("%d%d%d %zu\n", arr[0], arr[1], arr[2], sizeof arr);
    return 0;
}
