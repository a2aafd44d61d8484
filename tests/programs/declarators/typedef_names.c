/* Typedef names reused as members, labels, parameters, tags and variables. */
#include <stdio.h>

typedef int T;
typedef struct T { T T; } S;
typedef S (*Maker)(T);

static S make(T T) { S s = {T}; return s; }
static T use(S T) { return T.T; }

static int label_like(int n)
{
    T total = 0;
T:
    total += n--;
    if (n > 0)
        goto T;
    return total;
}

static int shadow(void)
{
    T x = 1;
    {
        int T = 5, y = 3;
        x += T * y;
        (void)T;
    }
    T *p = &x;
    return *p;
}

static int shadow2(void) { enum { T = 40 }; return T + 2; }

int main(void)
{
    Maker m = make;
    printf("%d\n", use(m(12)));
    printf("%d\n", label_like(4));
    printf("%d %d\n", shadow(), shadow2());
    struct T t = {.T = 3};
    S *p = &t;
    printf("%d %zu\n", p->T, sizeof(T) == sizeof(int) ? sizeof(struct T) : 0);
    typedef char T;
    T c = 'c';
    printf("%c %zu\n", c, sizeof c);
    return 0;
}
