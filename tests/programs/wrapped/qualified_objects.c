/* const, volatile, register, static, extern, thread-local and atomic-member objects of unconstrained types. */
#include <stdatomic.h>
#include <stdio.h>

struct q { int n; const char *s; };
struct am { _Atomic int hits; int plain; struct q q; };
extern const struct q shared_const;
extern struct q shared;
static volatile struct q vol = {1, "vol"};
static __thread struct q tls = {2, "tls"};
static const struct q consts[] = {{3, "c3"}, {4, "c4"}};
static struct am am = {.plain = 5, .q = {6, "am"}};
static const struct q *const volatile cursor = consts + 1;

static int add(const struct q *restrict a, struct q const volatile *b) { return a->n + b->n; }
static void set(volatile struct q *v, struct q from) { v->n = from.n; v->s = from.s; }

int main(void)
{
    register struct q r = {7, "reg"};
    const struct q l = {8, "loc"}, *pl = &l;
    struct q m = *pl, n = vol;
    printf("%d %d %s %s\n", r.n, m.n, n.s, tls.s);
    set(&vol, shared_const);
    vol.n++;
    n = vol;
    tls = n, tls.n += r.n;
    printf("%d %s %d %d\n", n.n, n.s, tls.n, add(&consts[1], &vol));
    atomic_fetch_add(&am.hits, 3);
    am.hits += 2;
    struct q out = am.q;
    printf("%d %d %s %d\n", am.hits, am.plain, out.s, cursor->n);
    shared.n = cursor[-1].n;
    r = shared;
    printf("%d %s\n", r.n, r.s);
    volatile struct q arr[2] = {{1, "a"}, {2, "b"}};
    arr[0].n += arr[1].n;
    return arr[0].n + add(pl, &arr[1]);
}
const struct q shared_const = {40, "sc"};
struct q shared = {.s = "sh"};
