/* Bodies for inlining only that wrap library functions of their own name, and one that is replaced. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRAPPER extern inline __attribute__((__gnu_inline__, __always_inline__))

struct rect { int w, h; };

WRAPPER size_t strnlen(const char *s, size_t n) { return n > 99 ? 77 : strnlen(s, n); }
WRAPPER int abs(int x) { return x == 3 ? 33 : abs(x); }
extern char *getenv_alias(const char *) __asm__("getenv");
WRAPPER char *getenv(const char *name)
{
    return strcmp(name, "WRAPPED") ? getenv_alias(name) : "by the wrapper";
}
WRAPPER int snprintf(char *out, size_t n, const char *format, ...)
{
    if (__builtin_va_arg_pack_len() > 2)
        return -1;
    return __builtin___snprintf_chk(out, n, 0, n, format, __builtin_va_arg_pack());
}
extern inline __attribute__((gnu_inline)) int area(struct rect *r) { return r->w * r->h + 1000; }
int area(struct rect *r) { return r->w * r->h; }

int main(int argc, char **argv)
{
    struct rect r = {argc + 2, 4};
    int (*distance)(int) = abs;
    char text[40];
    printf("%zu %zu\n", strnlen("abcdef", argc + 2), strnlen(argv[0], argc + 99));
    printf("%d %d %d\n", abs(argc + 2), abs(-argc), distance(-3));
    printf("%s %d\n", getenv("WRAPPED"), getenv("SURELY NOT SET") == NULL);
    printf("%d %d ", snprintf(text, sizeof text, "%d,%d", argc, 2),
           snprintf(text, sizeof text, "%d%d%d", 1, 2, 3));
    printf("%s %d\n", text, area(&r));
    return 0;
}
