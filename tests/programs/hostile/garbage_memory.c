/* Hostile to version words: objects over memory full of garbage, recycled under different types, partly initialised. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct a { int x; struct a *next; };
struct b { double d; char c[8]; };
struct c { unsigned char bytes[16]; };

static void *dirty(size_t n, int fill)
{
    unsigned char *p = malloc(n);
    for (size_t i = 0; i < n; i++)
        p[i] = fill + i * 37;
    return p;
}
static void *recycle(void *p, size_t n, int fill) { return memset(p, fill, n); }

int main(void)
{
    long total = 0;
    for (int fill = 0; fill < 256; fill += 5) {
        struct a *a = dirty(sizeof *a, fill);
        a->x = fill;
        total += a->x;
        struct b *b = recycle(a, sizeof(struct b), fill ^ 0xff);
        b->d = 1.5;
        total += (long)(b->d * 2) + (unsigned char)b->c[7];
        struct c *c = recycle(b, sizeof *c, 1);
        total += c->bytes[15];
        a = (struct a *)c;
        *a = (struct a){2, NULL};
        total += a->x + (a->next == NULL);
        free(a);
    }
    printf("%ld\n", total);
    struct a arr[4];
    memset(arr, 0xff, sizeof arr);
    arr[1].x = 5;
    arr[2] = arr[1];
    printf("%d %d\n", arr[2].x, arr[3].x);
    struct a *many = malloc(100 * sizeof *many);
    memset(many, 0xab, 100 * sizeof *many);
    for (int i = 0; i < 100; i++)
        many[i].x = i, many[i].next = i ? &many[i - 1] : NULL;
    int n = 0;
    for (struct a *p = &many[99]; p; p = p->next)
        n += p->x;
    printf("%d\n", n);
    free(many);
    return 0;
}
