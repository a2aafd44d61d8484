/* Children that die of SIGFPE, SIGPIPE, SIGALRM, SIGILL and SIGINT by default; their statuses are told. NO_SANITIZE */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int zero;
static void divide(void) { exit(10 / zero); }
static void broken_pipe(void)
{
    int p[2];
    signal(SIGPIPE, SIG_DFL);
    if (pipe(p))
        exit(1);
    close(p[0]);
    exit(write(p[1], "x", 1) == 1);
}
static void timeout(void) { alarm(1); ualarm(1000, 0); for (;;) pause(); }
static void interrupt(void) { raise(SIGINT); }
static void trap(void) { __builtin_trap(); }
static void normal(void) { exit(300); }

int main(void)
{
    static void (*const ways[])(void) = {divide, broken_pipe, timeout, interrupt, trap, normal, abort};
    for (unsigned i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        fflush(stdout);
        pid_t p = fork();
        if (p == 0) {
            setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
            ways[i]();
            _exit(77);
        }
        int st;
        waitpid(p, &st, 0);
        printf("%d %d\n", WIFSIGNALED(st) ? WTERMSIG(st) : 0, WIFEXITED(st) ? WEXITSTATUS(st) : -1);
    }
    return 0;
}
