/* Hostile to renaming: __func__, __FUNCTION__, stringised names, assert-like messages, __LINE__ and __FILE__ tails. */
#include <stdio.h>
#include <string.h>

#define TRACE() printf("%s:%d\n", __func__, __LINE__)
#define CHECK(e) ((e) ? 1 : printf("%s: %s failed at line %d\n", __FUNCTION__, #e, __LINE__))
struct thing { int v; };

static void leaf(void) { TRACE(); }
static int worker(struct thing *thing)
{
    static const char where[] = "fixed";
    const char *me = __PRETTY_FUNCTION__;
    CHECK(thing->v == 4);
    return (int)strlen(me) + (int)sizeof __func__ + (int)sizeof where;
}
void recursive(int n)
{
    if (n)
        recursive(n - 1);
    else
        TRACE();
}
static const char *base(const char *path) { const char *s = strrchr(path, '/'); return s ? s + 1 : path; }

int main(void)
{
    leaf();
    struct thing t = {3};
    printf("%d\n", worker(&t));
    recursive(3);
    TRACE();
    printf("%s\n", base(__FILE__));
    void (*p)(void) = leaf;
    p();
    return __LINE__;
}
