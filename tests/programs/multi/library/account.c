#include "bank.h"
#include <string.h>

const size_t account_size = sizeof(struct account);
const char *const error_names[E_COUNT] = {[E_FUNDS] = "funds", [E_MISSING] = "missing", [E_NONE] = "none"};

struct account account_make(int id, const char *owner, long balance)
{
    struct account a = {.id = id, .balance = balance};
    strncpy(a.owner, owner, sizeof a.owner - 1);
    return a;
}
