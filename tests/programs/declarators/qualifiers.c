/* Declarators: const, volatile and restrict at every level, with order variations. */
#include <stdio.h>

typedef struct Point { int x, y; } Point;
typedef const Point *CPoint;

static int const volatile cv = 7;
static long unsigned int long big = 1ull << 40;
static short int signed neg = -3;
const static Point origin = {1, 2};
static Point const *const where = &origin;

static int dist(CPoint a, Point const *restrict b) { return (a->x - b->x) * (a->x - b->x) + (a->y - b->y) * (a->y - b->y); }
static void copy(char *restrict d, const char *restrict s) { while ((*d++ = *s++)) ; }
int static inline twice(int const v) { return v * 2; }

int main(void)
{
    Point const p = {4, 6};
    Point q = p, *const cp = &q;
    CPoint volatile vp = &q;
    char buf[16];
    cp->x++;
    copy(buf, "hello");
    printf("%d %d %d\n", dist(&p, where), vp->x, cv);
    printf("%llu %hd %s %d\n", big, neg, buf, twice(21));
    int unsigned long n = sizeof(Point const volatile);
    printf("%lu\n", n);
    register int r = 3;
    auto int a = 4;
    printf("%d\n", r * a);
    return 0;
}
