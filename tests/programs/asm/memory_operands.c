/* asm with whole structs and members as memory operands, early clobbers, matching constraints, asm in a loop. */
#include <stdio.h>

struct s { int a, b; };
struct t { struct s in; long l; };
static struct t g = {{1, 2}, 3};

static int both(struct s *p)
{
    int r;
#if defined __x86_64__
    __asm__("movl %1, %0\n\taddl 4+%1, %0" : "=&r"(r) : "o"(*p) : "cc");
#else
    r = p->a + p->b;
#endif
    return r;
}
static void add(struct t *t, int n)
{
#if defined __x86_64__
    __asm__ volatile("addl %2, %0\n\taddq $1, %1" : "+m"(t->in.b), "+m"(t->l) : "r"(n) : "cc", "memory");
#else
    t->in.b += n, t->l++;
#endif
}
static unsigned long long mul(unsigned a, unsigned b)
{
#if defined __x86_64__
    unsigned lo, hi;
    __asm__("mull %3" : "=a"(lo), "=d"(hi) : "0"(a), "r"(b) : "cc");
    return (unsigned long long)hi << 32 | lo;
#else
    return (unsigned long long)a * b;
#endif
}

int main(void)
{
    struct s l = {10, 20}, *p = &l;
    printf("%d %d\n", both(p), both(&g.in));
    for (int i = 0; i < 3; i++)
        add(&g, i);
    printf("%d %ld %llx\n", g.in.b, g.l, mul(0xffffffff, 16));
    struct s copy = l;
    __asm__ volatile("" : "+m"(copy), "+r"(p) : "m"(l));
    __asm__ volatile("" : : "r"(&l) : "memory");
    printf("%d %d\n", copy.b, p->a);
    return 0;
}
