/* Hostile to wrapping: an array of structs walked as an array of its ints, and the reverse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rgb { int r, g, b; };

static long sum(const int *v, int n) { long s = 0; while (n--) s = s * 3 + *v++; return s; }
static struct rgb brightest(const struct rgb *v, int n)
{
    const struct rgb *best = v;
    for (; n--; v++)
        if (v->r + v->g + v->b > best->r + best->g + best->b)
            best = v;
    return *best;
}

int main(void)
{
    struct rgb image[4] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {1, 1, 1}};
    printf("%ld\n", sum((int *)image, 12));
    int *flat = malloc(9 * sizeof *flat);
    for (int i = 0; i < 9; i++)
        flat[i] = (i * 5) % 9;
    struct rgb b = brightest((struct rgb *)flat, 3);
    printf("%d %d %d\n", b.r, b.g, b.b);
    struct rgb *view = (struct rgb *)(flat + 3);
    view->g = 100;
    printf("%d\n", flat[4]);
    int raw[sizeof image / sizeof(int)];
    memcpy(raw, image, sizeof raw);
    printf("%zu %d\n", sizeof raw / sizeof raw[0], raw[8]);
    for (size_t i = 0; i < sizeof image / sizeof(int); i++)
        ((int *)image)[i]++;
    printf("%d %d\n", image[3].b, image[1].r);
    free(flat);
    return 0;
}
