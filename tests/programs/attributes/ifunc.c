/* Functions that a resolver chooses when the program is loaded. */
#include <stdio.h>

struct pair { int a, b; };
static int plain(struct pair *p) { return p->a + p->b; }
static int other(struct pair *p) { return p->a - p->b; }
static int (*choose(void))(struct pair *) { return sizeof(long) == 8 ? plain : other; }
static int combine(struct pair *p) __attribute__((ifunc("choose")));
static void *choose_twice(void) { return (void *)plain; }
int twice(struct pair *p) __attribute__((ifunc("choose_twice")));

int main(void)
{
    struct pair p = {20, 1};
    int (*f)(struct pair *) = combine;
    printf("%d %d %d\n", combine(&p), f(&p), twice(&p));
    return 0;
}
