/* Hostile to hosts: the program's own handler on its own alternate stack sees the stack overflow. NO_SANITIZE */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static sigjmp_buf out;
static volatile int depth;
static void on_segv(int s, siginfo_t *i, void *c) { siglongjmp(out, i->si_signo == s ? 1 : 2); }
static int down(volatile char *above)
{
    volatile char here[4096];
    here[0] = *above;
    depth++;
    return down(here) + here[0];
}

int main(void)
{
    setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, 8 << 20});
    stack_t ss = {.ss_sp = malloc(65536), .ss_size = 65536};
    struct sigaction sa = {.sa_flags = SA_SIGINFO | SA_ONSTACK, .sa_sigaction = on_segv};
    sigaltstack(&ss, NULL);
    sigaction(SIGSEGV, &sa, NULL);
    char c = 0;
    int r = sigsetjmp(out, 1);
    if (r == 0)
        r = down(&c);
    printf("%d %d\n", r, depth > 50);
    return 0;
}
