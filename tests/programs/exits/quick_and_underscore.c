/* _Exit skips atexit handlers and does not flush; quick_exit runs its own. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void not_run(void) { printf("never seen\n"); }
static void quick(void) { if (write(1, "quick\n", 6) < 0) _Exit(1); }

int main(void)
{
    atexit(not_run);
    at_quick_exit(quick);
    pid_t p = fork();
    if (p == 0) {
        printf("lost in the buffer");
        _Exit(7);
    }
    int st;
    waitpid(p, &st, 0);
    printf("%d\n", WEXITSTATUS(st));
    fflush(stdout);
    quick_exit(9);
}
