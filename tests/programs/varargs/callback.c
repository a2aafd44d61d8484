/* Variadic function pointers, in structs and arrays; variadic recursion. */
#include <stdarg.h>
#include <stdio.h>

typedef int (*Vfn)(int, ...);
struct logger { int level; int (*emit)(const char *, ...); };

static int max_of(int n, ...)
{
    va_list ap;
    int best = -1000;
    va_start(ap, n);
    for (int i = 0; i < n; i++) {
        int v = va_arg(ap, int);
        best = v > best ? v : best;
    }
    va_end(ap);
    return best;
}
static int count(int n, ...)
{
    va_list ap;
    va_start(ap, n);
    int v = va_arg(ap, int);
    va_end(ap);
    return n <= 0 ? v : count(n - 1, v + n);
}

int main(void)
{
    Vfn fns[] = {max_of, count, max_of};
    printf("%d %d %d\n", fns[0](3, 4, 9, 2), fns[1](4, 0), fns[2] == fns[0]);
    struct logger l = {1, printf};
    int n = l.emit("%s-%d\n", "log", l.level);
    return n;
}
