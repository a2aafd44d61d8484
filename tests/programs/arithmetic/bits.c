/* Bit operations, rotations, popcount and other builtins, overflow builtins, byte swaps. */
#include <stdint.h>
#include <stdio.h>

struct bitset { uint64_t w[4]; };

static void set(struct bitset *b, unsigned i) { b->w[i / 64] |= 1ULL << i % 64; }
static int get(const struct bitset *b, unsigned i) { return b->w[i >> 6] >> (i & 63) & 1; }
static struct bitset and(struct bitset a, struct bitset b) { for (int i = 0; i < 4; i++) a.w[i] &= b.w[i]; return a; }
static int count(struct bitset b) { int c = 0; for (int i = 0; i < 4; i++) c += __builtin_popcountll(b.w[i]); return c; }
static uint32_t rotl(uint32_t x, unsigned k) { return x << k | x >> (32 - k); }

int main(void)
{
    struct bitset a = {{0}}, b = {{0}};
    for (unsigned i = 0; i < 256; i++) {
        if (i % 3 == 0)
            set(&a, i);
        if (i % 5 == 0)
            set(&b, i);
    }
    printf("%d %d %d %d\n", count(a), count(b), count(and(a, b)), get(&a, 255));
    printf("%x %x\n", rotl(0x80000001, 4), __builtin_bswap32(0x11223344));
    printf("%d %d %d %d\n", __builtin_clz(1), __builtin_ctz(8), __builtin_ffs(0), __builtin_parity(7));
    int r;
    int over = __builtin_add_overflow(2147483647, 1, &r);
    printf("%d %d\n", over, r);
    over = __builtin_mul_overflow(3, 4, &r);
    printf("%d %d\n", over, r);
    unsigned x = 0xf0f0;
    x ^= x << 3, x &= ~0xffu, x |= 5, x %= 1000, x /= 3, x -= 7;
    printf("%u\n", x);
    printf("%d\n", __builtin_constant_p(3) && __builtin_choose_expr(1, 5, "x") == 5);
    return 0;
}
