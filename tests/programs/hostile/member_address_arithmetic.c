/* Hostile to wrapping: addresses of members, of the next member, of the next array element, and equality with casts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct in { short a, b; };
struct t { int x; struct in in; char tail[4]; };

static int *int_at(void *p, size_t off) { return (int *)((char *)p + off); }

int main(void)
{
    static struct t g[3];
    struct t *h = calloc(3, sizeof *h), local[2] = {{1, {2, 3}, "ab"}, {4, {5, 6}, "cd"}};
    printf("%d %d\n", (void *)&g[0] == (void *)&g[0].x, (void *)(&h[0] + 1) == (void *)&h[1].x);
    printf("%td %td\n", (char *)&g[1].in.b - (char *)&g[0], (char *)&h[2].tail[3] - (char *)h);
    printf("%td %td\n", (char *)(local + 1) - (char *)local, &local[1].tail[0] - (char *)&local[1].in);
    *int_at(h, 2 * sizeof *h) = 77;
    *(short *)((char *)&h[1] + 6) = 88;
    printf("%d %d\n", h[2].x, h[1].in.b);
    struct in *pin = &local[0].in;
    short *ps = &pin->a;
    printf("%d %d %d\n", ps[1], *(int *)((char *)ps - 4), *(int *)((char *)ps + 8));
    struct t *back = (struct t *)((char *)pin - ((char *)&((struct t *)8)->in - (char *)8));
    printf("%d %d\n", back == local, back->tail[1]);
    uintptr_t first = (uintptr_t)&g[0], last = (uintptr_t)&g[2].tail[3];
    printf("%d\n", (int)(last - first + 1));
    struct t (*whole)[3] = &g;
    printf("%td %d\n", (char *)(whole + 1) - (char *)whole, (int)((uintptr_t)(*whole + 2) - first));
    free(h);
    return 0;
}
