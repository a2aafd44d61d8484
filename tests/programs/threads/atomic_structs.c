/* Atomic builtins on whole structs of eight bytes, _Atomic structs, compare-and-swap of pairs. */
#include <stdatomic.h>
#include <stdio.h>

struct pair { int a, b; };
static struct pair shared = {1, 2};
static _Atomic struct pair atom;
struct head { struct node *top; };
struct node { int v; struct node *next; };

static int bump(struct pair *p)
{
    struct pair old, new_;
    __atomic_load(p, &old, __ATOMIC_ACQUIRE);
    do {
        new_ = old;
        new_.a += 10, new_.b = old.a;
    } while (!__atomic_compare_exchange(p, &old, &new_, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return new_.a;
}

int main(void)
{
    int r = bump(&shared);
    r = r * 100 + bump(&shared);
    struct pair x = {7, 8}, y;
    __atomic_exchange(&shared, &x, &y, __ATOMIC_SEQ_CST);
    printf("%d %d %d %d %d\n", r, y.a, y.b, shared.a, shared.b);
    __atomic_store(&shared, &y, __ATOMIC_RELEASE);
    atomic_store(&atom, x);
    struct pair z = atomic_exchange(&atom, y), w = atom;
    printf("%d %d %d %d\n", shared.b, z.a, w.a, (int)sizeof(struct pair));
    struct node n = {5}, *top = NULL, *expect = NULL;
    r = __atomic_compare_exchange_n(&top, &expect, &n, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    printf("%d %d\n", r, top->v + __atomic_fetch_add(&n.v, 3, __ATOMIC_RELAXED));
    return n.v;
}
