/* A signal handler comes to an update point: what it interrupted may use anything. */
#define V 0
#include <dsu.h>
#include <signal.h>
#include <stdio.h>
#if V
struct T { double more; int x; };
#else
struct T { int x; };
#endif
struct T t = {.x = 1};
volatile sig_atomic_t seen;
void on_usr1(int s) {
    (void)s;
    seen++;
    update(); // @later
}
int main(void) {
    signal(SIGUSR1, on_usr1);
    for (int i = 0; i < 3; i++) {
        t.x += i;
        raise(SIGUSR1);
        t.x += 10;
        printf("%d %d\n", t.x, (int)seen);
    }
    update(); // @now
    return 0;
}
