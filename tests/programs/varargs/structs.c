/* va_arg of structs by value: small, large, floating, nested. */
#include <stdarg.h>
#include <stdio.h>

struct small { int a; char b; };
struct big { long v[5]; };
struct fp { double x, y; };
struct mixed { double d; int i; };
union u { int i; float f; };

static long take(const char *kinds, ...)
{
    va_list ap;
    long total = 0;
    va_start(ap, kinds);
    for (; *kinds; kinds++)
        if (*kinds == 's') {
            struct small s = va_arg(ap, struct small);
            total += s.a + s.b;
        } else if (*kinds == 'b') {
            struct big b = va_arg(ap, struct big);
            for (int i = 0; i < 5; i++)
                total += b.v[i];
        } else if (*kinds == 'f') {
            total += (long)va_arg(ap, struct fp).y;
        } else if (*kinds == 'm') {
            struct mixed m;
            m = va_arg(ap, struct mixed);
            total += (long)m.d * m.i;
        } else {
            total += va_arg(ap, union u).i;
        }
    va_end(ap);
    return total;
}

int main(void)
{
    struct small s = {1, 2};
    struct big b = {{1, 2, 3, 4, 5}};
    struct fp f = {1.5, 20.5};
    struct mixed m = {3.0, 7};
    union u u = {.i = 1000};
    printf("%ld\n", take("s", s));
    printf("%ld\n", take("bsf", b, s, f));
    printf("%ld\n", take("mubsfm", m, u, b, s, f, m));
    printf("%ld\n", take("ss", (struct small){5, 6}, (struct small){.b = 9}));
    return 0;
}
