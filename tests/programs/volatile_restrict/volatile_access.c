/* volatile members, pointers to volatile structs, volatile arrays, restrict parameters of structs. */
#include <stdio.h>

struct dev { volatile unsigned status; unsigned data; volatile struct { int a, b; } pair; };
static volatile struct dev port = {.status = 1};
struct vec { float x, y; };

static unsigned spin(volatile struct dev *d)
{
    unsigned n = 0;
    while (d->status < 100) {
        d->status += d->status;
        n++;
    }
    return n;
}
static void axpy(struct vec *restrict y, const struct vec *restrict x, float a, int n)
{
    for (int i = 0; i < n; i++) {
        y[i].x += a * x[i].x;
        y[i].y += a * x[i].y;
    }
}

int main(void)
{
    unsigned turns = spin(&port);
    printf("%u %u\n", turns, port.status);
    struct dev copy = {.status = port.status, .data = 5};
    copy.pair.a = copy.pair.b = 3;
    struct dev other = copy;
    printf("%d %u\n", other.pair.a + other.pair.b, other.status + other.data);
    struct vec x[3] = {{1, 2}, {3, 4}, {5, 6}}, y[3] = {{1, 1}, {1, 1}, {1, 1}};
    axpy(y, x, 2, 3);
    printf("%.1f %.1f\n", y[0].x, y[2].y);
    volatile int arr[4] = {1, 2, 3, 4};
    int s = 0;
    for (volatile int *p = arr; p != arr + 4; p++)
        s += *p;
    int *volatile vp = &s;
    *vp += 5;
    const volatile struct vec cv = {7, 8};
    printf("%d %.1f\n", s, cv.x + cv.y);
    return 0;
}
