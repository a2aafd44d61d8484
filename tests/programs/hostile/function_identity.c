/* Hostile to renaming: function pointers stored, compared, sorted by use, kept in unions and integers. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef int (*fn)(int);
static int inc(int x) { return x + 1; }
static int dec(int x) { return x - 1; }
int visible(int x) { return x * 2; }
struct entry { fn f; int uses; };
static struct entry entries[] = {{inc}, {dec}, {visible}};
static fn last_called;
static const fn const_fn = visible;

static struct entry *find(fn f)
{
    for (unsigned i = 0; i < 3; i++)
        if (entries[i].f == f)
            return &entries[i];
    return NULL;
}
static int call(fn f, int x)
{
    struct entry *e = find(f);
    last_called = f;
    if (e)
        e->uses++;
    return f(x);
}
int call_self_(int x);
static fn get_self(int which) { return which ? call_self_ : inc; }
int call_self_(int x) { return get_self(1) == call_self_ ? x : -x; }

int main(void)
{
    int r = call(inc, call(dec, call(&visible, call(*inc, 4))));
    printf("%d %d %d %d\n", r, entries[0].uses, entries[1].uses, entries[2].uses);
    printf("%d %d\n", last_called == inc, const_fn == visible);
    union { fn f; unsigned char b[sizeof(fn)]; } a = {inc}, b;
    memcpy(&b, &a, sizeof a);
    printf("%d %d\n", b.f == inc, memcmp(&a.f, &entries[0].f, sizeof(fn)));
    uintptr_t bits = (uintptr_t)dec ^ 0x5555;
    printf("%d\n", ((fn)(bits ^ 0x5555))(10));
    fn local[] = {inc, dec, inc};
    int same = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            same += local[i] == local[j];
    printf("%d %d\n", same, call_self_(5));
    return __func__[0] == 'm' && strcmp(__func__, "main") == 0 ? 0 : 1;
}
