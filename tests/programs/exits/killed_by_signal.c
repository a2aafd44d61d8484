/* The program kills itself with SIGTERM; a handler that re-raises with the default action. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_term(int s)
{
    static const char text[] = "handler\n";
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0)
        _exit(1);
    signal(s, SIG_DFL);
    raise(s);
}

int main(void)
{
    signal(SIGTERM, on_term);
    printf("start\n");
    fflush(stdout);
    kill(getpid(), SIGTERM);
    printf("unreachable\n");
    return 0;
}
