/* The address of a static local is stable; static buffers returned to callers; static in inline functions. */
#include <stdio.h>
#include <string.h>

static char *name_of(int n)
{
    static char buf[4][12];
    static int slot;
    char *b = buf[slot++ % 4];
    sprintf(b, "item-%d", n);
    return b;
}

static int *counter(void) { static int c; return &c; }
static inline int *icounter(void) { static int c = 5; return &c; }

struct node { struct node *next; int v; };
static struct node *sentinel(void)
{
    static struct node n = {&n, -1};
    return &n;
}

int main(void)
{
    ++*counter();
    *counter() += 10;
    ++*icounter();
    printf("%d %d %d\n", *counter(), counter() == counter(), *icounter());
    char *a = name_of(1), *b = name_of(2), *c = name_of(3);
    printf("%s %s %s\n", a, b, c);
    name_of(4);
    printf("%d\n", name_of(5) == a && !strcmp(a, "item-5"));
    printf("%d %d\n", sentinel()->next == sentinel(), sentinel()->next->v);
    return 0;
}
