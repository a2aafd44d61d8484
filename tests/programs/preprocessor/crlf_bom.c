/* A byte order mark, CRLF line ends, splices across them, a macro over several lines. */
#include <stdio.h>
#define TWICE(x) \
    ((x) + \
     (x))
struct s {
    int a; // comment
    const char *t;
};

int main(void)
{
    struct s s = {TWICE(4), "text \
more"};
    printf("%d %s %d\n", s.a, s.t, __LINE__);
    /* several
       lines */
    return s.a - 8;
}
