/* Variadic functions: all promoted types, va_copy, forwarding to vprintf. */
#include <stdarg.h>
#include <stdio.h>

static int sum(int n, ...)
{
    va_list ap;
    int s = 0;
    va_start(ap, n);
    while (n--)
        s += va_arg(ap, int);
    va_end(ap);
    return s;
}

static void mixed(const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    for (const char *f = fmt; *f; f++)
        switch (*f) {
        case 'i': printf("i%d ", va_arg(ap, int)); break;
        case 'd': printf("d%.2f ", va_arg(ap, double)); break;
        case 's': printf("s%s ", va_arg(ap, char *)); break;
        case 'l': printf("l%lld ", va_arg(ap, long long)); break;
        case 'p': printf("p%d ", *va_arg(ap, int *)); break;
        case 'L': printf("L%.1Lf ", va_arg(ap, long double)); break;
        }
    va_end(ap);
    if (*fmt == 'i')
        printf("again %d", va_arg(again, int));
    va_end(again);
    printf("\n");
}

static int logf_(const char *tag, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    printf("[%s] ", tag);
    int n = vprintf(fmt, ap);
    va_end(ap);
    return n;
}

int main(void)
{
    int x = 77;
    printf("%d %d\n", sum(3, 1, 2, 3), sum(0));
    mixed("idslpL", 5, 2.5, "str", 1LL << 40, &x, 9.5L);
    mixed("di", (float)1.25f, (short)-4);
    int n = logf_("t", "%s=%d\n", "v", 12);
    return n == 5 ? sum(8, 1, 1, 1, 1, 1, 1, 1, 1) : 1;
}
