/* A handler runs while the program waits in a blocking call, and changes what it waits for. */
#define V 0
#include <dsu.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>
#if V
struct T { char pad[20]; int x; };
#else
struct T { int x; };
#endif
struct T t;
volatile sig_atomic_t rings;
void ring(int s) {
    (void)s;
    rings++;
}
int main(void) {
    struct sigaction action = {.sa_handler = ring};
    sigset_t only, none;
    sigemptyset(&none);
    sigemptyset(&only);
    sigaddset(&only, SIGALRM);
    sigaction(SIGALRM, &action, 0);
    sigprocmask(SIG_BLOCK, &only, 0);
    for (int i = 0; i < 3; i++) {
        ualarm(200, 0);
        t.x++;
        sigsuspend(&none); // @later struct T
        t.x += (int)rings;
    }
    printf("%d %d\n", t.x, (int)rings);
    return 0;
}
