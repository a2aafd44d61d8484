/* weak definitions, undefined weak references, aliases, and their addresses. */
#include <stdio.h>

extern int missing(int) __attribute__((weak));
extern int missing_object __attribute__((weak));
__attribute__((weak)) int overridable(int x) { return x + 1; }
int original(int x) { return x * 2; }
int copied(int) __attribute__((alias("original")));
int object = 5;
extern int alias_object __attribute__((alias("object")));
static int hidden_impl(void) { return 77; }
int exposed(void) __attribute__((alias("hidden_impl")));

int main(void)
{
    printf("%d %d\n", missing != 0, &missing_object != 0);
    printf("%d %d %d\n", overridable(1), original(4), copied(5));
    alias_object++;
    printf("%d %d %d\n", object, &alias_object == &object, exposed());
    int (*p)(int) = copied, (*q)(int) = missing ? missing : overridable;
    printf("%d %d\n", p(6), q(9));
    return 0;
}
