/* typeof of expressions, types, arrays, struct values and function results; __auto_type. */
#include <stdio.h>

struct pt { int x; long y; };
typedef typeof(struct pt) pt_t;
static pt_t mk(int x) { return (pt_t){x, x * 2L}; }
static typeof(mk) other;
static pt_t other(int x) { return (pt_t){-x, x}; }

#define swap(a, b) do { typeof(a) tmp = a; a = b; b = tmp; } while (0)
#define array_of(n, v...) (typeof((v))[n]){v}

int main(void)
{
    pt_t a = mk(1);
    typeof(a) b = mk(2), *pb = &b;
    __typeof__(a.y) l = a.y + 1;
    typeof(&a) pa = &a;
    typeof(int *) p = &a.x, q = &b.x;
    typeof(int[3]) arr = {1, 2, 3};
    typeof(arr) copy = {[2] = 9};
    swap(a, *pb);
    swap(p, q);
    printf("%d %d %ld %d\n", a.x, b.x, l, *p);
    __auto_type c = mk(7);
    __auto_type f = other;
    __auto_type d = 1.5f + 1;
    const __auto_type pc = &c;
    printf("%d %ld %zu %zu\n", pc->x, f(3).y, sizeof d, sizeof(typeof(arr)));
    typeof(mk(0).y) sum = 0;
    for (typeof(sizeof 0) i = 0; i < sizeof copy / sizeof *copy; i++)
        sum += copy[i] + arr[i];
    printf("%ld\n", sum);
    typeof(*pa) deref = *pa;
    typeof(other) *table[] = {mk, other};
    deref = table[1](deref.x);
    printf("%d %d\n", deref.x, __builtin_types_compatible_p(typeof(l), long));
    extern typeof(main) main;
    typeof(const char *) s = "typed";
    printf("%s %d\n", s, main == main);
    typeof(pa->x + 0L) w = 3;
    printf("%zu\n", sizeof w);
    return 0;
}
