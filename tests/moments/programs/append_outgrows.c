/* The same change with no room for it: the data moves, and the update has to wait. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct client { int socket; int sent; int failed[10]; };
#else
struct client { int socket; int sent; };
#endif
void serve(struct client *c) {
    update(); // @later struct client
    c->sent++;
    update(); // @later struct client
}
int main(void) {
    struct client c = {.socket = 3};
#pragma dsu no_extract
    for (int i = 0; i < 3; i++) {
        serve(&c);
        update(); // @later struct client
        printf("%d %d\n", c.socket, c.sent);
    }
    update(); // @now
    return 0;
}
