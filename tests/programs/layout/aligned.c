/* aligned attributes and _Alignas on types, members and variables; alignment checked at run time. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct __attribute__((aligned(32))) lane { float v[4]; };
struct mem { char c; int i __attribute__((aligned(16))); char d; };
struct pad { _Alignas(8) char c; char e; };
typedef int int16a __attribute__((aligned(16)));
static char bytes[40] __attribute__((aligned(64)));
static struct lane lanes[3];
static _Alignas(64) struct mem global = {'g', 1, 'h'};

static int aligned(const volatile void *p, unsigned n) { return (uintptr_t)p % n == 0; }

int main(void)
{
    struct lane local = {{1, 2, 3, 4}}, *heap = aligned_alloc(32, sizeof *heap);
    struct mem m[2] = {{'a', 1, 'b'}, {'c', 2, 'd'}};
    int16a x = 5;
    *heap = local;
    lanes[1] = *heap;
    printf("%zu %zu %zu\n", sizeof(struct lane), sizeof(struct mem), sizeof(struct pad));
    printf("%zu %zu %zu\n", _Alignof(struct lane), __alignof__(struct mem), __alignof__(x));
    printf("%d%d%d%d%d\n", aligned(&local, 32), aligned(&lanes[1], 32), aligned(heap, 32), aligned(bytes, 64), aligned(&global, 64));
    printf("%d%d%d\n", aligned(&m[1].i, 16), aligned(&x, 16), aligned(&m[1], 16));
    printf("%.1f %d %c\n", lanes[1].v[3], m[1].i, global.d);
    printf("%td %td\n", (char *)&m[1] - (char *)&m[0], (char *)&lanes[2] - (char *)&lanes[0]);
    free(heap);
    return 0;
}
