/* inline, static inline, extern inline, gnu_inline; address of inline functions; inline with structs. */
#include <stdio.h>

struct v { int x, y; };
static inline int sq(int x) { return x * x; }
inline int plain(int x) { return x + 1; }
extern inline int plain(int x);
extern inline __attribute__((gnu_inline, always_inline)) int gnu(int x) { return x + 2; }
static inline struct v add(struct v a, struct v b) { return (struct v){a.x + b.x, a.y + b.y}; }
static inline int len2(const struct v *v) { return sq(v->x) + sq(v->y); }
__inline__ static void bump(struct v *v) { ++v->x, ++v->y; }
static __inline int rec(int n) { return n < 2 ? n : rec(n - 1) + rec(n - 2); }

int main(void)
{
    struct v a = {1, 2}, b = {3, 4};
    bump(&b);
    a = add(a, add(b, b));
    printf("%d %d %d\n", a.x, a.y, len2(&a));
    int (*fp[])(int) = {sq, plain, rec};
    for (int i = 0; i < 3; i++)
        printf("%d ", fp[i](9));
    printf("%d %d\n", gnu(1), fp[0] == sq);
    return 0;
}
