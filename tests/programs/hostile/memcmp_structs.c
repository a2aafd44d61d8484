/* Hostile to wrapping: structs compared, hashed and sorted by their bytes after being zeroed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key { int a; char b; short c; };

static struct key *make(int a, char b, short c)
{
    struct key *k = calloc(1, sizeof *k);
    k->a = a, k->b = b, k->c = c;
    return k;
}
static int cmp(const void *x, const void *y) { return memcmp(x, y, sizeof(struct key)); }
static unsigned crc(const void *p, size_t n)
{
    unsigned c = ~0u;
    for (const unsigned char *b = p; n--; b++) {
        c ^= *b;
        for (int k = 0; k < 8; k++)
            c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
    }
    return ~c;
}

int main(void)
{
    struct key *a = make(1, 'x', 2), *b = make(1, 'x', 2), *c = make(1, 'y', 2);
    printf("%d %d\n", memcmp(a, b, sizeof *a) == 0, memcmp(a, c, sizeof(struct key)) < 0);
    struct key v[4];
    memset(v, 0, sizeof v);
    for (int i = 0; i < 4; i++)
        v[i].a = (i * 7 + 3) % 5, v[i].b = 'a' + i;
    qsort(v, 4, sizeof v[0], cmp);
    for (int i = 0; i < 4; i++)
        printf("%d%c ", v[i].a, v[i].b);
    printf("\n%08x %08x\n", crc(a, sizeof *a), crc(v, sizeof v));
    struct key z;
    memset(&z, 0, sizeof z);
    static const char zeros[sizeof(struct key)];
    printf("%d\n", memcmp(&z, zeros, sizeof zeros));
    free(a), free(b), free(c);
    return 0;
}
