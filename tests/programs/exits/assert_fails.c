/* assert on stderr names program, file, line, function and expression; err.h and perror name what failed. */
#define _GNU_SOURCE
#include <assert.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>

struct account { int balance; };
static void withdraw(struct account *a, int n)
{
    assert(a && "account");
    a->balance -= n;
    assert(a->balance >= 0);
}

int main(void)
{
    struct account a = {10};
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    errno = ENOENT;
    perror("first");
    warnx("balance %d", a.balance);
    errno = EACCES;
    warn("second");
    fprintf(stderr, "%s %s\n", program_invocation_short_name, __func__);
    withdraw(&a, 4);
    withdraw(&a, 8);
    return 0;
}
