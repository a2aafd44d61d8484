/* Type-generic math, alternative operators, stdbool, stdalign, inttypes, limits, float.h, ctype tables. */
#include <ctype.h>
#include <inttypes.h>
#include <iso646.h>
#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <tgmath.h>

struct m { alignas(16) float f; long double l; bool ok; int64_t i; uint8_t b; };

static bool check(struct m m) { return m.ok and not(m.i bitand 1) or m.b not_eq 200; }

int main(void)
{
    struct m m = {.f = 2, .l = 3, .ok = true, .i = INT64_C(1) << 40, .b = 200};
    printf("%.3f %.3Lf %zu %zu\n", sqrt(m.f), pow(m.l, 2), sizeof sqrt(m.f), sizeof sqrt(m.l));
    printf("%" PRId64 " %" PRIu8 " %" PRIxMAX "\n", m.i, m.b, (uintmax_t)255);
    printf("%d %d %zu\n", check(m), (int)fabs(-3.7f), alignof(struct m));
    printf("%d %d %c\n", !!isalpha('x'), !!isdigit('x'), toupper('q'));
    printf("%d %ld\n", CHAR_BIT, (long)strtoimax("-77", NULL, 10));
    return compl 0 == -1 ? 0 : 1;
}
