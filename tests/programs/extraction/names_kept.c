/* What the program can see of itself: __func__, __LINE__, static functions' addresses, sizes. */
#include <assert.h>
#include <dsu.h>
#include <stdio.h>
#include <string.h>
static const char *seen;
static int where(int n)
{
    const char *before = __func__;
    int line = __LINE__, size = 0;
    while (n-- > 0) {
        seen = __FUNCTION__;
        line += __LINE__ - line;
        size += sizeof __func__ + sizeof(n) + sizeof before;
        assert(n >= 0);
        update();
    }
    printf("%s %s %s %d %d %d\n", before, seen, __func__, strcmp(before, __func__), line, size);
    return (int)strlen(__PRETTY_FUNCTION__);
}
int main(void)
{
    int (*p)(int) = where;
    while (p == &where && p(2) < 3)
        update();
    printf("%s\n", __func__);
    return p(1);
}
