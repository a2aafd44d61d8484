/* signal, sigaction and raise: handler pointers compare equal, old handlers are returned. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

static volatile sig_atomic_t seen;
static void on_usr1(int s) { seen = s == SIGUSR1 ? seen + 1 : -1; }
static void on_usr2(int s, siginfo_t *info, void *ctx) { (void)ctx; seen = info->si_signo == s ? seen + 10 : -1; }

int main(void)
{
    void (*old)(int) = signal(SIGUSR1, on_usr1);
    printf("%d\n", old == SIG_DFL);
    raise(SIGUSR1);
    raise(SIGUSR1);
    old = signal(SIGUSR1, SIG_IGN);
    printf("%d %d\n", old == on_usr1, (int)seen);
    raise(SIGUSR1);
    struct sigaction sa, before;
    memset(&sa, 0, sizeof sa);
    sa.sa_sigaction = on_usr2;
    sa.sa_flags = SA_SIGINFO;
    sigemptyset(&sa.sa_mask);
    if (sigaction(SIGUSR2, &sa, 0) != 0)
        return 1;
    raise(SIGUSR2);
    sigaction(SIGUSR2, 0, &before);
    printf("%d %d\n", before.sa_sigaction == on_usr2, (int)seen);
    return seen;
}
