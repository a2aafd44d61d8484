/* const and volatile struct objects: copies out and in, const members, arrays of const structs. */
#include <stdio.h>

struct cfg { const int id; int mutable; const char *const name; };
struct point { int x, y; };

static const struct point origin = {3, 4};
static volatile struct point device = {1, 1};
static const struct point *const route[] = {&origin, &(const struct point){5, 6}};

static struct point snapshot(void) { struct point p = device; return p; }
static void poke(volatile struct point *d, int x) { d->x = x; d->y += x; }
static int norm1(const struct point p) { return p.x + p.y; }

int main(void)
{
    struct cfg c = {7, 8, "conf"}, d = {.name = "other", .id = 9};
    c.mutable += d.id;
    printf("%d %d %s %s\n", c.id, c.mutable, c.name, d.name);
    poke(&device, 10);
    struct point s = snapshot();
    printf("%d %d %d\n", s.x, s.y, norm1(origin));
    device = origin;
    s = device;
    printf("%d %d\n", s.x, device.y);
    printf("%d\n", norm1(*route[1]) + route[0]->x);
    const struct point table[2] = {origin, {s.x, 1}};
    struct point copy = table[1];
    copy.x++;
    printf("%d %d\n", copy.x, table[1].x);
    return norm1(table[0]);
}
