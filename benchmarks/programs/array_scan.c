/* array scan: sums and updates over a large array of small structs; memory bandwidth decides. */
#include <dsu.h>
#include <stdlib.h>

struct point {
    int x, y;
    float weight;
};

enum { POINTS = 200000 };

static struct point *points;

static void fill(void)
{
    unsigned random = 7;
    for (int i = 0; i < POINTS; i++) {
        random = random * 1664525u + 1013904223u;
        points[i].x = (int)(random >> 20);
        points[i].y = (int)(random >> 22);
        points[i].weight = 1.0f;
    }
}

static long sum_of_x(void)
{
    long sum = 0;
    for (int i = 0; i < POINTS; i++)
        sum += points[i].x;
    return sum;
}

static void shift(int dx, int dy)
{
    for (struct point *p = points; p < points + POINTS; p++) {
        p->x += dx;
        p->y += dy;
        p->weight *= 0.999f;
    }
}

static int inside(int radius)
{
    int count = 0;
    for (int i = 0; i < POINTS; i++) {
        const struct point *p = &points[i];
        count += p->x * p->x + p->y * p->y < radius * radius;
    }
    return count;
}

/* n passes of each kind. */
int run(int n)
{
    long sum = 0;
    points = malloc(POINTS * sizeof *points);
    if (!points)
        abort();
    fill();
    for (int i = 0; i < n; i++) {
        sum += sum_of_x();
        shift(1, -1);
        sum += inside(1000);
        update();
    }
    free(points);
    return (int)sum;
}
