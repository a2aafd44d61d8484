/* Struct values out of every kind of expression, used as operands, arguments, initialisers and returns. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct v { int a; double b; char c[4]; };
struct w { struct v v; struct v vs[2]; };

static struct v mk(int a) { struct v r = {a, a * 0.5, {'a' + a % 26}}; return r; }
static struct w wrap(struct v v) { return (struct w){v, {v, mk(v.a + 1)}}; }
static int use(struct v v) { return v.a * 100 + (int)(v.b * 10) + v.c[0]; }
static struct v pick(int k, ...)
{
    va_list ap;
    struct v r;
    va_start(ap, k);
    while (k--)
        r = va_arg(ap, struct v);
    k = va_arg(ap, struct v).a;
    va_end(ap);
    r.a += k * 1000;
    return r;
}
static struct v deref(struct v *p) { return *p; }
static struct v chain(struct v a, int n) { return n ? chain(mk(a.a + n), n - 1) : a; }

int main(int argc, char **argv)
{
    struct v a = mk(1), b = a, c = (a, mk(2)), d = argc ? a : c, e = ({ struct v t = c; t.a += 5; t; });
    printf("%d %d %d %d\n", use(b), use(c), use(d), use(e));
    printf("%d %d\n", use((struct v){3, 1.5, "x"}), use(wrap(mk(4)).vs[1]));
    printf("%d\n", use(pick(2, a, c, e)));
    printf("%d %d\n", use(deref(&(struct v){.a = 8})), use(chain(a, 4)));
    struct w w = wrap(e), ws[2] = {w, wrap(a)};
    ws[0].vs[1] = ws[1].v = w.vs[0] = argc > 3 ? mk(9) : mk(10);
    printf("%d %d %d\n", use(w.vs[0]), use(ws[0].vs[1]), use(ws[1].v));
    struct v arr[] = {a, mk(20), (struct v){21}, ws[0].v, [6] = *&c};
    for (unsigned i = 0; i < 7; i++)
        printf("%d ", use(arr[i]));
    printf("\n");
    strcpy(arr[1].c, "zz");
    (argc ? &arr[1] : &a)->c[1]++;
    printf("%s %c\n", arr[1].c, wrap(arr[1]).vs[0].c[1]);
    for (struct v i = mk(0), end = mk(3); i.a < end.a; i = mk(i.a + 1))
        printf("%c", i.c[0]);
    printf("\n");
    switch (mk(2).a) {
        struct v in;
    case 2: in = c; printf("%d\n", use(in));
    }
    (void)mk(1), (void)a, mk(3);
    return use(*&arr[5]);
}
