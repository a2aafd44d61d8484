/* Integer promotions, usual conversions, shifts, unsigned wrap, comparisons of mixed signedness, casts. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

struct narrow { signed char sc; unsigned char uc; short s; unsigned short us; _Bool b; unsigned bf : 3; };

static unsigned char wrap(unsigned char c) { return c + 1; }
static long widen(int i) { return i * 2L; }
static int truncate_(long long v) { return (short)v; }

int main(void)
{
    struct narrow n = {-1, 255, -32768, 65535, 2, 9};
    printf("%d %d %d %d %d %d\n", n.sc, n.uc, n.s, n.us, n.b, n.bf);
    printf("%d %d %d\n", n.sc == n.uc, (unsigned char)n.sc == n.uc, n.sc < n.uc);
    printf("%d %u\n", -1 < 0u, -1 + 2u);
    printf("%d %d\n", wrap(255), (signed char)200);
    printf("%ld %d %lld\n", widen(INT_MAX), truncate_(0x12345678), (long long)UINT_MAX + 1);
    n.uc += 10;
    n.s--;
    n.us <<= 1;
    n.b += 5;
    n.bf -= 2;
    printf("%d %d %d %d %d\n", n.uc, n.s, n.us, n.b, n.bf);
    printf("%d %d %d\n", -7 / 2, -7 % 2, -7 >> 1);
    printf("%u %d\n", ~0u >> 4, (n.uc << 8) >> 8);
    printf("%zu %zu %zu\n", sizeof(n.sc + n.sc), sizeof 'a', sizeof(n.b ? n.s : 1L));
    printf("%d %d %d\n", (int)3.99, (int)-3.99, (unsigned char)(int)300.7);
    printf("%lld %llu\n", (long long)-1, (unsigned long long)-1);
    uint8_t a = 200, b = 100;
    printf("%d %d\n", a + b, (uint8_t)(a + b));
    printf("%d\n", !!n.uc + !n.b + (n.s ? 1 : 0));
    char c = 'z';
    c++;
    printf("%d %x %#o\n", c, 0xFFu ^ n.bf, 010);
    return INT_MIN + INT_MAX == -1 ? 0 : 1;
}
