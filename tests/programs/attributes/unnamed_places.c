/* Attributes in every syntactic place: types, enumerators, labels, statements, parameters, pointers. */
#include <stdio.h>

enum __attribute__((packed)) small { A __attribute__((unused)), B = 200, C };
typedef struct __attribute__((aligned(8))) T { char c; } T;
union __attribute__((transparent_union)) arg { int *ip; long *lp; };
typedef int (__attribute__((const)) *cfn)(int);
typedef unsigned v4 __attribute__((vector_size(16)));
typedef int mode_qi __attribute__((mode(QI)));

static int __attribute__((noinline)) sum(int *__attribute__((unused)) p, int n) { return p[0] + n; }
static long via_union(union arg a) { return *a.ip; }
static int inc(int x) { return x + 1; }
struct two { int a; int __attribute__((aligned(16))) b; } __attribute__((aligned(32)));

int main(void)
{
    int x = 5, *__attribute__((unused)) q = &x;
    cfn f = inc;
    printf("%zu %d %d %zu\n", sizeof(enum small), B, C, sizeof(T));
    printf("%d %ld %d\n", sum(&x, 2), via_union(&x), f(9));
    v4 v = {1, 2, 3, 4}, w = v + v;
    w *= 3;
    printf("%u %u %zu\n", w[0], w[3], sizeof v);
    printf("%zu %zu %zu\n", sizeof(mode_qi), sizeof(struct two), _Alignof(struct two));
    switch (x) {
    case 5:
        x++;
        __attribute__((fallthrough));
    case 6:
        x++;
    }
    goto end;
end: __attribute__((unused));
    printf("%d\n", x);
    __extension__ struct { int k; } e = {3};
    printf("%d %d\n", e.k, __builtin_expect(x == 7, 1));
    return 0;
}
