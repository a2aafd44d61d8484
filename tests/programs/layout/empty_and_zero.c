/* GNU's empty structs, zero-length arrays, structs of only padding bits, unions of nothing, arrays of them. */
#include <stdio.h>

struct empty {};
struct holder { struct empty e; int v; struct empty after; };
struct zero { int n; char none[0]; };
union nothing {};
struct unnamed { int : 5; int v; int : 0; };

static struct empty make(struct empty e) { return e; }
static int with(int a, struct empty e, int b) { (void)e; return a * 10 + b; }

int main(void)
{
    struct empty e, f = {}, arr[5];
    struct holder h = {{}, 7}, g = {.v = 8}, hs[2] = {h, g};
    e = f = make(arr[2]);
    h.e = e;
    arr[1] = h.after;
    printf("%zu %zu %zu %zu\n", sizeof e, sizeof arr, sizeof h, sizeof(union nothing));
    printf("%d %d %d\n", with(1, e, 2), with(3, (struct empty){}, 4), hs[0].v + hs[1].v);
    struct zero z = {3};
    printf("%zu %d\n", sizeof z, (char *)z.none - (char *)&z == 4);
    struct unnamed u = {9};
    printf("%d %zu\n", u.v, sizeof u);
    struct { struct empty x, y; } both = {};
    (void)both;
    return with(0, make(f), h.v);
}
