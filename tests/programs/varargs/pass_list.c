/* va_list passed to helpers by value and by pointer, and stored in a struct. */
#include <stdarg.h>
#include <stdio.h>

struct reader { va_list ap; int taken; };

static int next_ptr(va_list *ap) { return va_arg(*ap, int); }
static int sum_rest(int n, va_list ap)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += va_arg(ap, int);
    return s;
}
static int read_one(struct reader *r) { r->taken++; return va_arg(r->ap, int); }

static int all(int n, ...)
{
    va_list ap;
    va_start(ap, n);
    int first = next_ptr(&ap), second = next_ptr(&ap);
    int rest = sum_rest(n - 2, ap);
    va_end(ap);
    return first * 1000 + second * 100 + rest;
}

static int stored(int n, ...)
{
    struct reader r = {.taken = 0};
    int x = 0;
    va_start(r.ap, n);
    while (r.taken < n)
        x = x * 10 + read_one(&r);
    va_end(r.ap);
    return x;
}

static char *join(char *buf, size_t size, const char *sep, ...)
{
    va_list ap;
    size_t used = 0;
    const char *s;
    va_start(ap, sep);
    for (int i = 0; (s = va_arg(ap, const char *)) != NULL; i++)
        used += snprintf(buf + used, size - used, "%s%s", i ? sep : "", s);
    va_end(ap);
    return buf;
}

int main(void)
{
    char buf[64];
    printf("%d %d\n", all(5, 1, 2, 3, 4, 5), stored(4, 9, 8, 7, 6));
    printf("%s\n", join(buf, sizeof buf, ", ", "a", "bc", "def", (char *)NULL));
    return 0;
}
