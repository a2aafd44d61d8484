/* A program in four units: a shared struct by value and by pointer across units, callbacks, const tables. */
#include <stdio.h>
#include "bank.h"

static int visited;
static void count(const struct account *a, void *arg) { visited++; *(long *)arg += a->balance; }

int main(void)
{
    struct bank *b = bank_open("main street");
    struct account ann = account_make(1, "ann", 100), bob = account_make(2, "bob", 50);
    bank_add(b, ann);
    bank_add(b, bob);
    for (int i = 3; i < 9; i++)
        bank_add(b, account_make(i, "bulk", i * 10));
    printf("%d\n", transfer(b, 1, 2, 30));
    printf("%d\n", transfer(b, 2, 1, 1000));
    printf("%d\n", transfer(b, 1, 99, 1));
    long total = 0;
    bank_each(b, count, &total);
    printf("%d %ld %ld\n", visited, total, bank_find(b, 2)->balance);
    printf("%s %d\n", error_names[E_FUNDS], (int)(sizeof(struct account) == account_size));
    printf("%d %ld\n", bank_find(b, 77) == NULL, ann.balance);
    bank_close(b);
    return errors_seen;
}
