/* Loops that stay in their functions: variable lengths, alloca, setjmp, variable arguments, computed jumps. */
#include <alloca.h>
#include <dsu.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
static jmp_buf env;
static int vla(int n) { int a[n], s = 0; for (int i = 0; i < n; i++) { a[i] = i * i; update(); s += a[i]; } return s + (int)sizeof a; }
static int inner_vla(int n) { int s = 0; while (n > 0) { char a[n]; memset(a, n, sizeof a); s += a[n - 1] + (int)sizeof a; n--; update(); } return s; }
static int stack(int n)
{
    char *list[8] = {0};
    for (int i = 0; i < n; i++) { list[i] = alloca(8); snprintf(list[i], 8, "s%d", i); update(); }
    int s = 0;
    for (int i = 0; i < n; i++) s += list[i][1];
    return s;
}
static int jumps(int n)
{
    volatile int tries = 0;
    if (setjmp(env) > 3) return tries;
    while (1) { update(); tries++; longjmp(env, tries + n); }
}
static int variable(int n, ...)
{
    va_list ap;
    int s = 0;
    va_start(ap, n);
    while (n-- > 0) { s += va_arg(ap, int); update(); }
    va_end(ap);
    return s;
}
static int listed(int n, va_list ap) { int s = 0; while (n-- > 0) { s += va_arg(ap, int); update(); } return s; }
static int pass(int n, ...) { va_list ap; va_start(ap, n); int r = listed(n, ap); va_end(ap); return r; }
static int computed(const char *p)
{
    static void *const labels[] = {&&add, &&dbl, &&end};
    int r = 1;
next:
    update();
    goto *labels[*p++ - '0'];
add: r++; goto next;
dbl: r *= 2; goto next;
end: return r;
}
static int into(int n)
{
    int r = 0;
    if (n > 3) goto middle;
    while (n < 10) {
        r += 10;
middle: r++, n++;
        update();
    }
    return r;
}
static int duff(int n)
{
    int r = 0;
    switch (n % 3) {
    case 0: do { r += 1;
    case 2:      r += 10;
    case 1:      r += 100; update();
            } while ((n -= 3) > 0);
    }
    return r;
}
static int declared(int n)
{
    typedef int T;
    int r = sizeof(struct inner { char c[3]; });
    while (n > (int)sizeof(enum { T = 3 })) {
        struct inner x = {{n}};
        update();
        r += (T) * x.c[0];
        n--;
    }
    return r;
}
int main(void)
{
    printf("%d\n", declared(7));
    printf("%d %d %d %d\n", vla(5), inner_vla(6), stack(4), jumps(2));
    printf("%d %d %d %d %d\n", variable(3, 4, 5, 6), pass(2, 8, 9), computed("01012"), into(2), into(7));
    printf("%d %d\n", duff(7), duff(9));
    return 0;
}
