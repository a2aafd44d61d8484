/* Structs passed and returned by value in every ABI class; callers keep their copies. */
#include <stdio.h>

struct c1 { char c; };
struct i2 { int a, b; };
struct l2 { long a, b; };
struct d2 { double a, b; };
struct dl { double d; long l; };
struct f3 { float f[3]; };
struct big { int v[20]; };
struct nest { struct i2 i; struct d2 d; };

static struct c1 f_c1(struct c1 s) { s.c++; return s; }
static struct i2 f_i2(struct i2 s) { struct i2 r = {s.b, s.a}; return r; }
static struct l2 f_l2(struct l2 s, struct l2 t) { s.a += t.b; return s; }
static struct d2 f_d2(struct d2 s) { s.a *= 2; return s; }
static struct dl f_dl(struct dl s, int k) { s.d += k; s.l -= k; return s; }
static struct f3 f_f3(struct f3 s) { s.f[2] = s.f[0] + s.f[1]; return s; }
static struct big f_big(struct big s) { for (int i = 0; i < 20; i++) s.v[i] *= i; return s; }
static struct nest f_nest(int x, struct nest s, double y) { s.i.a += x; s.d.b += y; return s; }

int main(void)
{
    struct c1 c = {'a'};
    struct i2 i = {1, 2};
    struct l2 l = {10, 20};
    struct d2 d = {1.5, 2.5};
    struct dl m = {0.5, 100};
    struct f3 f = {{1, 2}};
    struct big b = {{1, 1, 1, [19] = 2}};
    struct nest n = {i, d};
    printf("%c%c\n", f_c1(c).c, c.c);
    printf("%d %d %d\n", f_i2(i).a, f_i2(f_i2(i)).a, i.a);
    printf("%ld %ld\n", f_l2(l, f_l2(l, l)).a, l.a);
    printf("%.1f %.1f\n", f_d2(f_d2(d)).a, d.a);
    printf("%.1f %ld\n", f_dl(m, 3).d, f_dl(m, 3).l);
    printf("%.1f\n", f_f3(f).f[2]);
    printf("%d %d\n", f_big(b).v[19], b.v[19]);
    n = f_nest(5, f_nest(6, n, 1.0), 2.0);
    printf("%d %d %.1f %.1f\n", n.i.a, n.i.b, n.d.a, n.d.b);
    struct i2 (*fp)(struct i2) = f_i2;
    printf("%d\n", fp((struct i2){3, 4}).a);
    return f_big(f_big(b)).v[2];
}
