/* Unions by value, in arrays, as parameters; unions containing arrays and pointers; union of unions. */
#include <stdio.h>

union value { long i; double d; const char *s; int pair[2]; };
struct var { char type; union value v; };
union deep { union { union { int x; } a; } b; char c; };

static union value from_int(long i) { return (union value){i}; }
static union value from_dbl(double d) { return (union value){.d = d}; }
static long weigh(struct var v)
{
    return v.type == 'i' ? v.v.i : v.type == 'd' ? (long)(v.v.d * 10) : v.type == 's' ? v.v.s[0] : v.v.pair[0] - v.v.pair[1];
}
static void set(union value *v, union value n) { *v = n; }

int main(void)
{
    struct var vars[] = {{'i', {5}}, {'d', {.d = 2.5}}, {'s', {.s = "zed"}}, {'p', {.pair = {30, 4}}}};
    long total = 0;
    for (int i = 0; i < 4; i++)
        total += weigh(vars[i]);
    printf("%ld\n", total);
    set(&vars[0].v, from_dbl(1.25));
    vars[0].type = 'd';
    set(&vars[1].v, vars[3].v);
    vars[1].type = 'p';
    printf("%ld %ld %ld\n", weigh(vars[0]), weigh(vars[1]), from_int(7).i);
    union deep d = {.b.a.x = 0x41424344};
    printf("%c %d\n", d.c, d.b.a.x == 0x41424344);
    union value a[2] = {{.s = "q"}, {8}}, t = a[0];
    a[0] = a[1], a[1] = t;
    printf("%ld %s\n", a[0].i, a[1].s);
    return 0;
}
