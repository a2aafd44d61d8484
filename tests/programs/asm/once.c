/* Assembly that is counted, or gives a name: a function called in one place has it once. */
#include <stdio.h>

struct site { long number; };
extern const struct site __start_counted_sites[], __stop_counted_sites[];

static int counted(int n)
{
    int i, sum = 0;
    __asm__ volatile(".pushsection counted_sites, \"aw\"\n\t.quad 1\n\t.popsection");
    for (i = 0; i < n; i++) sum += i * 3 - (i & 5);
    if (sum > 100) puts("large");
    return sum;
}

static int named(int n)
{
    int i, sum = 0;
    __asm__ volatile(".equiv once_by_value_%c0, 7" : : "i"(5));
    __asm__ volatile("once_by_label_%c0:" : : "i"(5));
    for (i = 0; i < n; i++) sum += i * 5 - (i & 3);
    if (sum > 100) puts("large");
    return sum;
}

static int assigned(int n)
{
    int i, sum = 0;
    __asm__ volatile(".ifndef once_before\n\tonce_before = 1\n.else\n\t.error \"it is there twice\"\n.endif");
    for (i = 0; i < n; i++) sum += i * 7 - (i & 6);
    if (sum > 100) puts("large");
    return sum;
}

/* Each copy has its own of these. */
static int repeated(int n)
{
    int i, sum = 0;
    __asm__ volatile("1: .p2align 2\n.Lown_%=: ; .Lother%=_b:" : :);
    for (i = 0; i < n; i++) sum += i * 9 - (i & 2);
    if (sum > 100) puts("large");
    return sum;
}

static volatile int four = 4;

int main(void)
{
    printf("%d %d %d %d\n", counted(four), named(four), assigned(four), repeated(four));
    printf("%d\n", (int)(__stop_counted_sites - __start_counted_sites));
    return 0;
}
