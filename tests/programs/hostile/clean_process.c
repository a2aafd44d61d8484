/* Hostile to hosts: the signal mask, dispositions, descriptors, umask and stack that main finds are a fresh process's. NO_SANITIZE */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    sigset_t mask;
    int blocked = 0, handled = 0, open_fds = 0;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int s = 1; s < 32; s++) {
        struct sigaction sa;
        blocked += sigismember(&mask, s) == 1;
        if (s != SIGPIPE && s != SIGXFSZ && sigaction(s, NULL, &sa) == 0)
            handled += sa.sa_handler != SIG_DFL;
    }
    for (int fd = 3; fd < 20; fd++)
        open_fds += fcntl(fd, F_GETFD) != -1;
    printf("%d %d %d\n", blocked, handled, open_fds);
    int fd = open("/dev/null", O_RDONLY), p[2];
    if (fd < 0 || pipe(p))
        return 1;
    printf("%d %d %d\n", fd, p[0], p[1]);
    struct rlimit r;
    getrlimit(RLIMIT_STACK, &r);
    mode_t u = umask(022);
    printf("%d %s %d\n", argc, argv[0], (int)(u & ~0777));
    stack_t ss;
    sigaltstack(NULL, &ss);
    printf("%d\n", ss.ss_flags == SS_DISABLE);
    return 0;
}
