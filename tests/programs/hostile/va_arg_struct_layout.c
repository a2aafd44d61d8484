/* Hostile to wrapping: structs passed through "..." and looked at as bytes; sizes decide registers or stack. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct r16 { long a; double b; };
struct m24 { long a, b, c; };
struct f8 { float x, y; };
struct c3 { char c[3]; };

static unsigned long check(int kind, ...)
{
    va_list ap;
    va_start(ap, kind);
    unsigned char bytes[sizeof(struct m24)];
    unsigned long r = 0;
    size_t n = 0;
    memset(bytes, 0, sizeof bytes);
    if (kind == 0) { struct r16 v = va_arg(ap, struct r16); memcpy(bytes, &v, n = sizeof v); }
    if (kind == 1) { struct m24 v = va_arg(ap, struct m24); memcpy(bytes, &v, n = sizeof v); }
    if (kind == 2) { struct f8 v = va_arg(ap, struct f8); memcpy(bytes, &v, n = sizeof v); }
    if (kind == 3) { struct c3 v = va_arg(ap, struct c3); memcpy(bytes, &v, n = sizeof v); }
    int marker = va_arg(ap, int);
    va_end(ap);
    for (size_t i = 0; i < n; i++)
        r = r * 7 + bytes[i];
    return marker == 1234 ? r : 0;
}

int main(void)
{
    printf("%lu\n", check(0, (struct r16){258, 1.0}, 1234));
    printf("%lu\n", check(1, (struct m24){1, 2, 3}, 1234));
    printf("%lu\n", check(2, (struct f8){1.0f, -2.0f}, 1234));
    printf("%lu\n", check(3, (struct c3){"ab"}, 1234));
    unsigned long (*f)(int, ...) = check;
    printf("%lu\n", f(3, (struct c3){{1, 1, 1}}, 1234));
    return 0;
}
