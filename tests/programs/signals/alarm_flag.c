/* A timer signal sets a flag that a waiting main loop polls with sigsuspend; setitimer. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

static volatile sig_atomic_t ticks;
static struct { int seen; int limit; } loop = {.limit = 3};
static void on_alarm(int s) { (void)s; ticks++; }

int main(void)
{
    sigset_t block, old;
    sigemptyset(&block);
    sigaddset(&block, SIGALRM);
    sigprocmask(SIG_BLOCK, &block, &old);
    signal(SIGALRM, on_alarm);
    struct itimerval t = {{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &t, NULL);
    while (loop.seen < loop.limit) {
        sigsuspend(&old);
        if (ticks) {
            ticks = 0;
            loop.seen++;
        }
    }
    t = (struct itimerval){{0}};
    setitimer(ITIMER_REAL, &t, NULL);
    printf("%d\n", loop.seen);
    return 0;
}
