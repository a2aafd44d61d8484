/* Extended asm, asm labels, asm goto, register variables and file-scope asm on x86-64; C elsewhere. */
#include <stdio.h>

extern int renamed(int) __asm__("actual_name");
int renamed(int x) { return x + 100; }
static int counter __asm__("counter_symbol") = 3;
struct pair { long a, b; };

#if defined __x86_64__
__asm__(".pushsection .text\n.globl asm_answer\nasm_answer:\n\tmov $42, %eax\n\tret\n.popsection\n");
int asm_answer(void);
static long add(long a, long b) { __asm__("addq %1, %0" : "+r"(a) : "r"(b) : "cc"); return a; }
static int bsr(unsigned v) { int r; __asm__ volatile("bsrl %[v], %[r]" : [r] "=r"(r) : [v] "rm"(v) : "cc"); return r; }
static int is_neg(int v)
{
    __asm__ goto("testl %0, %0\n\tjs %l1" : : "r"(v) : "cc" : neg);
    return 0;
neg:
    return 1;
}
static void swap(struct pair *p) { __asm__("xchgq %0, %1" : "+r"(p->a), "+r"(p->b)); }
#else
static int asm_answer(void) { return 42; }
static long add(long a, long b) { return a + b; }
static int bsr(unsigned v) { return 31 - __builtin_clz(v); }
static int is_neg(int v) { return v < 0; }
static void swap(struct pair *p) { long t = p->a; p->a = p->b; p->b = t; }
#endif

int main(void)
{
    struct pair p = {1, 2};
    int barrier = 7;
    __asm__ volatile("" : "+m"(barrier) : : "memory");
    __asm__("");
    swap(&p);
    printf("%d %d %d\n", renamed(1), ++counter, asm_answer());
    printf("%ld %d %d%d\n", add(40, 2), bsr(1000), is_neg(-1), is_neg(1));
    printf("%ld %ld %d\n", p.a, p.b, barrier);
    return 0;
}
