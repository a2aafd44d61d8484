/* Selecting from a function's struct result: members, array elements, chains of calls, method-like macros. */
#include <stdio.h>
#include <string.h>

struct vec { double v[3]; };
struct text { char buf[16]; int len; };
struct maybe { _Bool ok; union { int i; struct vec vec; } u; };

static struct vec scale(struct vec a, double k) { for (int i = 0; i < 3; i++) a.v[i] *= k; return a; }
static struct vec add(struct vec a, struct vec b) { return (struct vec){{a.v[0] + b.v[0], a.v[1] + b.v[1], a.v[2] + b.v[2]}}; }
static struct text fmt(const char *f, int x)
{
    struct text t;
    t.len = snprintf(t.buf, sizeof t.buf, f, x);
    return t;
}
static struct maybe find(int k)
{
    struct maybe m = {k > 0};
    if (m.ok)
        m.u.vec = (struct vec){{k, k, k}};
    else
        m.u.i = -k;
    return m;
}
static double dot(struct vec a, struct vec b) { return a.v[0] * b.v[0] + a.v[1] * b.v[1] + a.v[2] * b.v[2]; }

int main(void)
{
    struct vec a = {{1, 2, 3}};
    printf("%.1f\n", add(scale(a, 2), a).v[2]);
    printf("%.1f\n", dot(scale(a, 0.5), add(a, a)));
    printf("%s %d\n", fmt("<%d>", 42).buf, fmt("%05d", 7).len);
    printf("%c\n", fmt("xyz", 0).buf[1]);
    printf("%zu\n", strlen(fmt("len%d", 100).buf));
    printf("%.1f %d\n", find(4).u.vec.v[1], find(-4).u.i);
    double d = find(2).ok ? find(2).u.vec.v[0] : 0;
    printf("%.1f %zu %zu\n", d, sizeof fmt("", 0).buf, sizeof scale(a, 1).v);
    return fmt("%d", 12345).len;
}
