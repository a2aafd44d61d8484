/* Aliases that are private to the file; the name of a function is an object of its own. */
#include <stdio.h>

static int value = 3;
static int second __attribute__((alias("value")));
int shared = 4;
extern int third __attribute__((alias("shared")));
static int f(int x) { return x; }
static int g(int) __attribute__((alias("f")));
static const char *where(void)
{
    static const char *const me = __func__;
    return me;
}

int main(void)
{
    const char(*name)[5] = &__func__;
    second++;
    third++;
    printf("%d %d %d\n", value, shared, g(3));
    printf("%s %s %zu %d\n", where(), *name, sizeof __func__, "main" == __func__);
    return &value != &second || &shared != &third;
}
