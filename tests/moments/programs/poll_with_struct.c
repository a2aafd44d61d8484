/* poll waits on a field of an object, by address; its wait is a moment that has to pass. */
#define V 0
#include <dsu.h>
#include <poll.h>
#include <stdio.h>
#if V
struct server { long asked; struct pollfd ready; int rounds; };
#else
struct server { struct pollfd ready; int rounds; };
#endif
struct server s;
int wait_for_input(struct server *v) {
    return poll(&v->ready, 1, 1); // @later struct server
}
int main(void) {
    s.ready.fd = -1;
    s.ready.events = POLLIN;
    for (int i = 0; i < 3; i++) {
        int n = wait_for_input(&s);
        s.rounds += n == 0;
        update(); // @now
    }
    printf("%d\n", s.rounds);
    return 0;
}
