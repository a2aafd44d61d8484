/* Second names that another file gives to what is private there. */
#include <stdio.h>

extern int second(int), weak_name(int), common(int);
extern int other, again;
static int reference(int) __attribute__((weakref("next")));
static int chained(int) __attribute__((weakref("chain")));
static int referred __attribute__((weakref("one_more")));
static int to_nothing(int) __attribute__((weakref("nowhere")));
extern struct s {
    int a;
} shown;

int main(void)
{
    extern int only_here(int);
    int (*pointer)(int) = second;
    printf("%d %d %d\n", second(3), other++, pointer(4));
    printf("%d %d %d\n", weak_name(5), common(6), shown.a);
    printf("%d %d %d\n", only_here(7), never_declared(8), other);
    printf("%d %d %d\n", reference ? reference(1) : 0, chained(9), to_nothing ? 1 : 0);
    printf("%d %d\n", &referred ? referred++ : 0, again);
    return 0;
}
