/* Form feeds, tabs, very long lines and strings, embedded NULs, all byte values, no newline at the end. */
#include <stdio.h>
#include <string.h>

static const char nul[] = "a\0b\0\0c";
static const char bytes[] = "\x01\x7f\x80\xff\e\a\v\f\?\1234\08";
static const char *joined = "one" " " "two" "\x20" "3" "\
spliced";
static const int constants[] = {0b1011, 0x7fffffff, 0777, 1u, 2l, 3ull, 'a', '\'', '"', '\\', L'\x100', 1e3 > 999 ? 4 : 5};


	static	intsum(const char *s, size_t n) { int t = 0; while (n--) t = (t * 31 + (unsigned char)s[n]) % 65521; return t; }

int main(void)
{
    printf("%zu %zu %s\n", sizeof nul, sizeof bytes, joined);
    printf("%d %d\n", sum(nul, sizeof nul), sum(bytes, sizeof bytes));
    long t = 0;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        t = (t * 7 + constants[i]) % 1000003;
    printf("%ld %c%c\n", t, "x""y"[1], *&"z"[0]);
    printf("%.2f %.2f %g\n", (double)(1.f + .5L), 0x1p-1 + 1e-1, 12.e1);
    return 0;
}