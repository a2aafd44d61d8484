/* Blocked signals stay pending, are delivered on unblock; handler nesting with a queue struct. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct queue { int sig[8]; volatile int n; } q;
static void on(int s)
{
    q.sig[q.n] = s;
    q.n++;
    if (s == SIGUSR1)
        raise(SIGUSR2);
}

int main(void)
{
    struct sigaction sa = {.sa_handler = on};
    sigset_t set, pend;
    sigemptyset(&sa.sa_mask);
    sigaddset(&sa.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &sa, 0);
    sigaction(SIGUSR2, &sa, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    raise(SIGUSR1);
    sigpending(&pend);
    printf("%d %d\n", q.n, sigismember(&pend, SIGUSR1));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    for (int i = 0; i < q.n; i++)
        printf("%s ", q.sig[i] == SIGUSR1 ? "usr1" : "usr2");
    printf("%d\n", q.n);
    return 0;
}
