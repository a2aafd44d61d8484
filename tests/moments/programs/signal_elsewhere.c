/* A signal handler at a point; what changes is not used by anybody on the stack. Still: the signal may
 * have come in the middle of the library, or of the runtime. */
#define V 0
#include <dsu.h>
#include <signal.h>
#include <stdio.h>
#if V
struct T { double more; int x; };
#else
struct T { int x; };
#endif
struct T t;
void touch(void) { t.x++; }
void show(void) { printf("%d\n", t.x); }
void on_usr1(int s) {
    (void)s;
    update(); // @later
}
int main(void) {
    signal(SIGUSR1, on_usr1);
    touch();
    raise(SIGUSR1);
    show();
    return 0;
}
