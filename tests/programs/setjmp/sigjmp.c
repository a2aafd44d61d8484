/* sigsetjmp/siglongjmp out of a signal handler; the mask is restored. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

struct recover { sigjmp_buf env; volatile sig_atomic_t armed; };
static struct recover rec;

static void on_signal(int s)
{
    if (rec.armed)
        siglongjmp(rec.env, s);
}
static int attempt(int sig)
{
    int s = sigsetjmp(rec.env, 1);
    if (s)
        return s * 10;
    rec.armed = 1;
    raise(sig);
    rec.armed = 0;
    return 0;
}

int main(void)
{
    struct sigaction sa;
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = on_signal;
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    int a = attempt(SIGUSR1), b = attempt(SIGTERM);
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("%d %d %d\n", a == SIGUSR1 * 10, b == SIGTERM * 10, sigismember(&now, SIGTERM));
    a = attempt(SIGUSR1);
    printf("%d\n", a == SIGUSR1 * 10);
    return 0;
}
