/* Hostile to hidden words in padding: every padding byte is observed after copies into it. */
#include <stdio.h>
#include <string.h>

struct padded { int i; char c; };
struct inner { long l; short s; };
struct outer { struct inner in; char after; };

static void fill(void *p, int v, size_t n) { memset(p, v, n); }
static int count(const void *p, int v, size_t n)
{
    int c = 0;
    for (const unsigned char *b = p; n--; b++)
        c += *b == v;
    return c;
}

int main(void)
{
    struct padded v[3];
    fill(v, 0x77, sizeof v);
    printf("%d\n", count(v, 0x77, sizeof v));
    unsigned char image[sizeof v];
    memcpy(image, v, sizeof v);
    memcpy(v, image, sizeof image);
    printf("%d %x\n", count(&v[1], 0x77, sizeof v[1]), v[2].i);
    struct outer o;
    fill(&o, 0x22, sizeof o);
    printf("%d %d\n", count(&o, 0x22, sizeof o), count(&o.in, 0x22, sizeof o.in));
    fill(&o.in, 0x33, sizeof o.in);
    printf("%d %d\n", o.after, count(&o, 0x33, sizeof o));
    memmove(&v[0], &v[1], 2 * sizeof v[0]);
    memset(&v[2], 0, sizeof v[2]);
    printf("%d %d\n", count(v, 0x77, sizeof v), count(v, 0, sizeof v));
    return (int)sizeof o;
}
