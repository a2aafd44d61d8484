/* Definitions without a type: int, or the void of an earlier declaration. */
#include <stdio.h>

typedef void nothing;
void plain();
nothing many(const char *, ...);
static void hidden(int);
static number();
extern later;

plain(a)
{
    printf("plain %d\n", a);
}

many(const char *s, ...)
{
    puts(s);
    return;
}

static hidden(int k) { printf("hidden %d\n", k); }

*same(x) int *x;
{
    return x;
}

const three(void) { return 3; }

main()
{
    void (*pointer)() = plain;
    plain(2);
    pointer(7);
    many("many");
    hidden(4);
    printf("%d %d %d %d\n", number(), later, *same(&later), three());
    return 0;
}

static number() { return 4; }
later = 5;
