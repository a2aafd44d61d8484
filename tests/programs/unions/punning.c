/* Union type punning: float bits, bytes of ints, arrays over structs. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

union num { float f; uint32_t u; unsigned char b[4]; struct { uint16_t lo, hi; } h; };
union dbl { double d; uint64_t u; struct { uint64_t frac : 52, exp : 11, sign : 1; } bits; };
struct holder { int tag; union num n; union dbl d; };

static uint32_t bits_of(float f) { union num n = {f}; return n.u; }
static float from_bits(uint32_t u) { return ((union num){.u = u}).f; }
static union num swap16(union num n) { union num r = {.h = {n.h.hi, n.h.lo}}; return r; }

int main(void)
{
    printf("%08x %08x %.3f\n", bits_of(1.0f), bits_of(-2.5f), from_bits(0x40490fdb));
    union num n = {.b = {1, 2, 3, 4}};
    printf("%x %x %x\n", n.u, n.h.hi, swap16(n).u);
    union dbl d = {-6.5};
    printf("%d %d %d\n", (int)d.bits.sign, (int)d.bits.exp - 1023, (int)(d.bits.frac >> 48));
    d.bits.sign = 0;
    d.bits.exp++;
    printf("%.1f\n", d.d);
    struct holder h[2] = {{1, {2.0f}, {3.0}}, {.d.u = 0x3ff0000000000000, .n.b[3] = 0x41}};
    printf("%x %.1f %.1f\n", h[0].n.u, h[1].n.f, h[1].d.d);
    h[0] = h[1];
    printf("%u %zu %zu\n", h[0].n.h.hi, sizeof(union num), sizeof h);
    float f = 1.5f;
    uint32_t u;
    memcpy(&u, &f, sizeof u);
    printf("%d\n", u == bits_of(f));
    return n.b[0] + n.b[3];
}
