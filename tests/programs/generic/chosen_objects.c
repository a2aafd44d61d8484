/* What _Generic and __builtin_choose_expr choose is the object itself; const counts. */
#include <stdio.h>

struct s {
    int a;
    struct s *next;
};
typedef const struct s constant;

const struct s fixed = {1, 0};
static struct s table[3];
static const struct s *const last = &fixed;

#define KIND(x)                                                                                    \
    _Generic((x),                                                                                  \
        struct s: "value",                                                                         \
        struct s *: "pointer",                                                                     \
        const struct s *: "pointer to const",                                                      \
        struct s **: "pointer to pointer",                                                         \
        const int *: "const int *",                                                                \
        int *: "int *",                                                                            \
        default: "other")

static struct s make(int a) { return (struct s){a, 0}; }
static int twice(int x) { return 2 * x; }
static int half(double x) { return x / 2; }
#define APPLY(x) _Generic((x), int: twice, double: half)(x)

int main(void)
{
    struct s v = {3, &v}, *p = &v;
    constant *q = &fixed;
    printf("%s, %s, %s\n", KIND(fixed), KIND(&fixed), KIND(&fixed.a));
    printf("%s, %s, %s, %s\n", KIND(p), KIND(q), KIND(&*q), KIND(last));
    printf("%s, %s, %s\n", KIND(&v.a), KIND(&q->a), KIND(q->next));
    printf("%s, %s, %s\n", KIND(table), KIND(&table[1]), KIND(&p));
    printf("%s, %s, %s\n", KIND(make(1)), KIND((0, fixed)), KIND(&(constant){2}));
    _Generic(1, int: v).a = 12;
    _Generic(p, struct s *: p, default: q)->a++;
    printf("%d\n", v.a);
    __builtin_choose_expr(1, v, 3).a = 20;
    __builtin_choose_expr(0, 3, table[1]).a += 4;
    printf("%d %d\n", v.a, table[1].a);
    printf("%d\n", &_Generic(1.0, double: v, default: table[0]) == p);
    struct s *member = _Generic(&fixed, constant *: &table[2], default: p);
    member->a = _Generic(1, int: make, default: 0)(7).a;
    printf("%d %d %d\n", table[2].a, APPLY(4), APPLY(5.0));
    __typeof__(_Generic(p, struct s *: *p)) w = v;
    printf("%d %zu\n", w.a++, sizeof(_Generic(0, int: (char[7]){0}, default: 0)));
    return _Generic(_Generic(1, int: p), struct s *: 0, default: 1);
}
