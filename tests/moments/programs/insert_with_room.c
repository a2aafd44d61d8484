/* There is room, but the new field comes first: the others move, so this has to wait. SLOP: 16 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct client { int failed; int socket; int sent; };
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
