/* A field is appended where there is room: old code finds the others where they were, so nobody waits.
 * Ginseng's rule would delay this at every point but the last. SLOP: 16 */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct client { int socket; int sent; int failed; };
#else
struct client { int socket; int sent; };
#endif
void serve(struct client *c) {
    update(); // @now
    c->sent++;
    update(); // @now
}
int main(void) {
    struct client c = {.socket = 3};
#pragma dsu no_extract
    for (int i = 0; i < 3; i++) {
        serve(&c);
        update(); // @now
        printf("%d %d\n", c.socket, c.sent);
    }
    update(); // @now
    return 0;
}
