/* Conditionals, computed includes, __has_include, __VA_OPT__, nested macros making declarations and statements. */
#define HEADER <stdio.h>
#include HEADER
#if __has_include(<string.h>) && !__has_include("no_such_file.h")
#include <string.h>
#define HAVE 1
#endif
#define LIST(X, ...) X(alpha __VA_OPT__(,) __VA_ARGS__) X(beta __VA_OPT__(,) __VA_ARGS__)
#define FIELD(n, t) t n;
#define SHOW(n, t) printf("%s=%d ", #n, (int)r.n);
#define DEFER(x) x EMPTY()
#define EMPTY()
#define IF_(c) IF_##c
#define IF_1(a, b) a
#define IF_0(a, b) b
#define FN(ret, name, args, ...) static ret name args { __VA_ARGS__ }
#define WHILE_NOT(c) while (!(c))
#define LOCK(v) for (int once_ = (v++, 1); once_; once_ = (v--, 0))
#ifdef __OPTIMIZE__
enum { OPT = 1 };
#else
enum { OPT = 0 };
#endif

struct rec { LIST(FIELD, long) };
FN(int, add, (int a, int b), int c = a + b; return c;)
FN(struct rec, mk, (int n), struct rec r = {n, n + 1}; return r;)

int main(void)
{
    struct rec r = mk(4);
    int depth = 0, n = 0;
    LIST(SHOW, 0)
    printf("\n%d %d\n", IF_(1)(10, 20), IF_(0)(10, 20));
    LOCK(depth) {
        LOCK(depth)
            n = depth;
    }
    WHILE_NOT(n == 5)
        n++;
    printf("%d %d %d %d\n", depth, n, HAVE, add(2, 3));
    printf("%d\n", __STDC_VERSION__ >= 201112L);
    return (OPT == 0 || OPT == 1) ? 0 : 1;
}
