/* Units of one file name in two folders, an empty unit, a unit of declarations only, a typedef'd anonymous struct shared. */
#include <stdio.h>
#include "types.h"

static int helper(T t) { return t.a; }
int main(void)
{
    T t = {1, 2}, u = a_util(t), v = b_util(u);
    printf("%d %d %d %d\n", u.a, u.b, v.a, v.b);
    printf("%d %d\n", helper(v), functions[0](t).a + functions[1](t).b);
    for (int i = 0; i < 2; i++)
        printf("%s:%d ", rows[i].name, rows[i].f(t).a);
    printf("\n");
    return mode == LATER;
}
