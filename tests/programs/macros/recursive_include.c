/* A file that includes itself a bounded number of times to build a table; #line and __FILE__-free. */
#ifndef DEPTH
#include <stdio.h>
struct entry { int depth, line; };
static struct entry table[] = {
#define DEPTH 0
#include "recursive_include.c"
#undef DEPTH
#define DEPTH 1
#include "recursive_include.c"
#undef DEPTH
#define DEPTH 2
#include "recursive_include.c"
#undef DEPTH
};
#line 500
static int after(void) { return __LINE__; }

int main(void)
{
    for (struct entry *e = table; e < table + sizeof table / sizeof *table; e++)
        printf("%d:%d ", e->depth, e->line);
    printf("%d\n", after());
#if defined(__GNUC__) && !defined(NOTHING) && (sizeof_free + 1 > 0) && '\377' < 0
    printf("cond\n");
#elif 1
    printf("else\n");
#endif
    return 0;
}
#else
{DEPTH, __LINE__},
{DEPTH * 10, __LINE__ + DEPTH},
#endif
