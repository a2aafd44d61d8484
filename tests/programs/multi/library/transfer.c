#include "bank.h"

int errors_seen;
static enum error fail(enum error e) { errors_seen++; return e; }

enum error transfer(struct bank *b, int from, int to, long amount)
{
    struct account *a = bank_find(b, from), *c = bank_find(b, to), saved;
    if (!a || !c)
        return fail(E_MISSING);
    saved = *a;
    a->balance -= amount;
    if (!account_ok(a)) {
        *a = saved;
        return fail(E_FUNDS);
    }
    c->balance += amount;
    return E_NONE;
}
