/* #line, #pragma in odd places, empty declarations, digraphs, line splices, comments everywhere, __COUNTER__ tables. */
#include <stdio.h>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused"
struct s { int a; /* one */ int /* two */ b; // three
};
#pragma GCC poison never_used_name
%:define DIGRAPH 5
static int sp\
lice = 7;
;
#pragma GCC optimize ("O1")
static int f(int x)
{
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++)
        x += i;
    if (x)
#pragma unknown pragma text
        x++;
    return x;
}
#pragma GCC diagnostic pop
#line 1000 "renamed.c"
static int line(void) { return __LINE__; } static const char *file = __FILE__;
# 2000 "again.c"
static int line2(void) { return __LINE__; }
#line 40
_Pragma("GCC diagnostic ignored \"-Wunused\"") static int count = __COUNTER__ + __COUNTER__;

int main(void)
<%
    int v<:3:> = <%1, 2, 3%>;
    printf("%d %d %d\n", DIGRAPH, splice, v<:2:>);
    printf("%d %d %s\n", line(), line2(), file);
    printf("%d %d %s\n", f(3), count, "a" /* glue */ "b" \
           "c");
    struct s s = {1, /* , 5 */ 2 // }
    };
    printf("%d %d %s\n", s.a, s.b, "/* not a comment */ // nor this");
    return __LINE__ > 40;
%>
