#ifndef BANK_H
#define BANK_H
#include <stddef.h>
enum error { E_NONE, E_FUNDS, E_MISSING, E_COUNT };
struct account { int id; char owner[8]; long balance; };
struct bank;
extern const char *const error_names[E_COUNT];
extern int errors_seen;
extern const size_t account_size;
struct account account_make(int id, const char *owner, long balance);
struct bank *bank_open(const char *name);
void bank_add(struct bank *b, struct account a);
struct account *bank_find(struct bank *b, int id);
void bank_each(struct bank *b, void (*f)(const struct account *, void *), void *arg);
void bank_close(struct bank *b);
enum error transfer(struct bank *b, int from, int to, long amount);
static inline int account_ok(const struct account *a) { return a && a->balance >= 0; }
#endif
