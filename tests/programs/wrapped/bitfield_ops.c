/* Bit-fields of an unconstrained type: all assignment operators, increments, in conditions, by value, in arrays. */
#include <stdio.h>
#include <stdlib.h>

struct bits { unsigned a : 3, b : 7; int c : 5; unsigned long d : 33; _Bool e : 1; unsigned : 0; unsigned char f : 2; };
struct holder { struct bits b[2]; int tag : 4; };

static struct bits spin(struct bits x) { x.a += 3, x.b *= 5, x.c -= 9, x.d <<= 3, x.e = !x.e, x.f |= 2; return x; }
static void show(const struct bits *p) { printf("%d %d %d %lu %d %d\n", p->a, p->b, p->c, (unsigned long)p->d, p->e, p->f); }

int main(void)
{
    struct bits x = {1, 2, 3, 4, 1, 1}, *h = malloc(2 * sizeof *h);
    struct holder k = {{{7, 127, -16, 0x1ffffffffUL, 1, 3}}, -8};
    for (int i = 0; i < 4; i++) {
        x = spin(x);
        show(&x);
    }
    h[0] = x;
    h[1] = k.b[0];
    h[1].a++, ++h[1].b, h[1].c--, h[1].d++, h[1].f -= 3;
    show(h), show(&h[1]);
    k.b[1] = h[h->a % 2];
    k.tag += 3;
    int r = k.b[1].a ? k.b[1].b : -1, s = k.b[0].e && k.tag < 0;
    printf("%d %d %d\n", r, s, (k.b[1].c = 17));
    printf("%d %d\n", k.b[1].c, (h[0].a = 9) + (h[0].b ^= 0x55));
    free(h);
    return 0;
}
